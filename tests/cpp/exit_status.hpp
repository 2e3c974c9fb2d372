/// Waiting for a process of a test.
#pragma once

#include <sys/wait.h>

#include <cerrno>

#include "os/process.hpp"

namespace ipcbench::test {

/// The status that the child leaves with; -1 if a signal ends it. The child stays reapable.
inline int exit_status(const os::Child& child) {
  siginfo_t end{};
  while (::waitid(P_PID, static_cast<id_t>(child.pid()), &end, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  return end.si_code == CLD_EXITED ? end.si_status : -1;
}

}  // namespace ipcbench::test
