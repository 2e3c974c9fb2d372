#include "ipcbench/errors.hpp"

#include <cerrno>
#include <cstring>

namespace ipcbench {
namespace {

/// What mostly mends an error, where nobody knows better; empty where that depends on what was tried.
std::string usual_mend(int error_number) {
  switch (error_number) {
    case EMFILE:
      return "raise the limit of open files (ulimit -n)";
    case ENFILE:
      return "raise the limit of open files of the whole system (sysctl fs.file-max)";
    case EFBIG:
      return "raise the limit of file sizes (ulimit -f)";
    default:
      return {};
  }
}

std::string describe(const std::string& tried, int error_number, const std::string& particular) {
  const std::string usual = usual_mend(error_number);
  const std::string& mend = particular.empty() ? usual : particular;
  const char* symbol = ::strerrorname_np(error_number);
  std::string text = tried + ": " + std::strerror(error_number) + " (" + (symbol ? symbol : "errno ?") + ").";
  if (!mend.empty()) text += "\nTry: " + mend;
  return text;
}

}  // namespace

SystemError::SystemError(const std::string& tried, int error_number, const std::string& mend)
    : Error(describe(tried, error_number, mend)), error_number_(error_number) {}

}  // namespace ipcbench
