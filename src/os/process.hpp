/// Child processes.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace ipcbench::os {

/// How the child ended ("was killed by signal 9 (SIGKILL)", "left with status 1"), if it has ended; it stays
/// reapable. Decided by waitid(): a SIGCHLD alone says nothing, a stopped child raises it too.
std::optional<std::string> how_child_ended(int pid);

/// A forked child. Ended by SIGKILL (a stopped process takes no other signal) and reaped when this owner goes.
class Child {
 public:
  /// Forks. The child runs `body` and leaves by _exit() with what it returns; exceptions end it with status 1.
  explicit Child(const std::function<int()>& body);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int pid() const { return pid_; }

  /// Waits until the child has ended, and reaps it. Throws what check_wait() throws; not under a ChildWatch.
  void reap();
  /// Reaps the child if it ends within `patience_ns`; true if it did.
  bool reap_within(long patience_ns);

 private:
  int pid_ = 0;  // 0 once reaped
};

}  // namespace ipcbench::os
