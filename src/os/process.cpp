#include "os/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "os/clock.hpp"
#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"

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

Image Image::own() {
  const Fd anywhere(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  // Not where a child is given its descriptor.
  Fd opened(::fcntl(anywhere.get(), F_DUPFD_CLOEXEC, inherited_descriptor + 1));
  if (opened.get() < 0) {  // /proc is not mounted
    const auto* const started_as = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
    return Image(std::filesystem::absolute(started_as).string());
  }
  Image image("/proc/self/fd/" + std::to_string(opened.get()));
  image.fd_ = std::move(opened);
  return image;
}

Child::Child(const Image& image, const std::vector<std::string>& words, const Fd& given) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, given.get(), inherited_descriptor);
  const int error_number =
      ::posix_spawn(&pid_, image.path().c_str(), &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error_number != 0) {
    throw SystemError("start a producer process", error_number, "raise the limit of processes (ulimit -u)");
  }
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

std::optional<std::string> Child::end_within(long patience_ns) const {
  const auto give_up = now_ns() + patience_ns;
  for (;;) {
    if (auto end = how_child_ended(pid_)) return end;
    if (now_ns() >= give_up) return std::nullopt;
    constexpr timespec pause{0, 50'000};
    ::nanosleep(&pause, nullptr);
  }
}

bool Child::reap_within(long patience_ns) {
  if (!end_within(patience_ns)) return false;
  reap();
  return true;
}

Subreaper::Subreaper() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }
Subreaper::~Subreaper() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }

void end_orphans() {
  constexpr std::int64_t patience = 2'000'000'000;
  for (const auto give_up = now_ns() + patience; now_ns() < give_up;) {
    int reaped = 0;
    while ((reaped = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
    }
    if (reaped < 0 && errno == ECHILD) return;
    std::ifstream children("/proc/thread-self/children");
    for (int pid = 0; children >> pid;) ::kill(pid, SIGKILL);
    constexpr timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace ipcbench::os
