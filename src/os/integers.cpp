#include "os/integers.hpp"

#include <cerrno>
#include <fstream>

#include "ipcbench/errors.hpp"

namespace ipcbench::os {

long long read_integer(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw SystemError("open(\"" + path + "\")", errno);
  long long value = 0;
  if (!(file >> value)) throw Error(path + " does not hold an integer");
  return value;
}

}  // namespace ipcbench::os
