/// What Linux says that another process is doing.
#pragma once

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// The state of a process in /proc/PID/stat (proc(5)), which is kept open: a look costs one system call.
class ProcessState {
 public:
  explicit ProcessState(int pid);

  /// Whether its main thread sleeps until something wakes it. False where Linux does not say.
  bool is_asleep() const;
  /// Returns once it sleeps, or after `patience_ns`: not every wait is a sleep. Throws what check_wait() throws.
  void wait_until_asleep(long patience_ns) const;

 private:
  Fd stat_;
};

}  // namespace ipcbench::os
