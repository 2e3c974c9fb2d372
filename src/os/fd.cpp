#include "ipcbench/fd.hpp"

#include <unistd.h>

#include <cerrno>

#include "ipcbench/errors.hpp"

namespace ipcbench {

void Fd::reset() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

int checked(int result, const std::string& tried, const std::string& mend) {
  if (result < 0) throw SystemError(tried, errno, mend);
  return result;
}

}  // namespace ipcbench
