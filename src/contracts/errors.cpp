#include "ipcbench/errors.hpp"

#include <cstring>

namespace ipcbench {
namespace {

std::string describe(const std::string& tried, int error_number, const std::string& mend) {
  const char* symbol = ::strerrorname_np(error_number);
  std::string text = tried + ": " + std::strerror(error_number) + " (" + (symbol ? symbol : "errno ?") + ").";
  if (!mend.empty()) text += "\nTry: " + mend;
  return text;
}

}  // namespace

SystemError::SystemError(const std::string& tried, int error_number, const std::string& mend)
    : Error(describe(tried, error_number, mend)), error_number_(error_number) {}

}  // namespace ipcbench
