#include "os/fd.hpp"

#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "ipcbench/errors.hpp"

namespace ipcbench::os {

void Fd::reset() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

int checked(int result, const std::string& tried, const std::string& mend) {
  if (result < 0) throw SystemError(tried, errno, mend);
  return result;
}

long long read_integer(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw SystemError("open(\"" + path + "\")", errno);
  long long value = 0;
  if (!(file >> value)) throw Error(path + " does not hold an integer");
  return value;
}

}  // namespace ipcbench::os
