#include "os/process.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {

std::optional<std::string> how_child_ended(int pid) {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return "is no longer there";
  if (info.si_pid == 0) return std::nullopt;
  const std::string status = std::to_string(info.si_status);
  if (info.si_code == CLD_EXITED) return "left with status " + status;
  const char* abbreviation = ::sigabbrev_np(info.si_status);
  return "was killed by signal " + status + (abbreviation ? std::string(" (SIG") + abbreviation + ")" : "");
}

Child::Child(const std::function<int()>& body) {
  pid_ = checked(::fork(), "fork()", "raise the limit of processes (ulimit -u)");
  if (pid_ != 0) return;
  int status = 1;
  try {
    status = body();
  } catch (...) {
    status = 1;
  }
  ::_exit(status);
}

Child::~Child() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Child::reap() {
  while (::waitpid(pid_, nullptr, 0) != pid_) check_wait();
  pid_ = 0;
}

bool Child::reap_within(long patience_ns) {
  const auto give_up = now_ns() + patience_ns;
  while (pid_ != 0) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
    } else if (now_ns() >= give_up) {
      return false;
    } else {
      constexpr timespec pause{0, 50'000};
      ::nanosleep(&pause, nullptr);
    }
  }
  return true;
}

}  // namespace ipcbench::os
