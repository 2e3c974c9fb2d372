/// What is to become of a call of exit() by a library.
#pragma once

namespace ipcbench::os {

/// While it lives, exit() says that a library called it, and the last words (see LastWords), and ends the process with
/// `status` in place of the library's. One at a time; a forked child is not concerned.
class ExitGuard {
 public:
  explicit ExitGuard(int status);
  ~ExitGuard();
  ExitGuard(const ExitGuard&) = delete;
  ExitGuard& operator=(const ExitGuard&) = delete;
};

}  // namespace ipcbench::os
