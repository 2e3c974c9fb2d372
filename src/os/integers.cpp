#include "os/integers.hpp"

#include <cerrno>
#include <charconv>
#include <fstream>

#include "ipcbench/errors.hpp"

namespace ipcbench::os {

std::optional<long long> integer(std::string_view text) {
  long long value = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && last == end ? std::optional(value) : std::nullopt;
}

long long read_integer(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw SystemError("open(\"" + path + "\")", errno);
  long long value = 0;
  if (!(file >> value)) throw Error(path + " does not hold an integer");
  return value;
}

}  // namespace ipcbench::os
