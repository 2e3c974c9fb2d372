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

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/clock.hpp"

namespace ipcbench::os {
namespace {

const char* mend_of_start(int error_number) {
  switch (error_number) {
    case EAGAIN:
      return "raise the limit of processes (ulimit -u, or the control group's pids.max)";
    case EACCES:
      return "a program on a file system that is not mounted noexec, and that you may execute";
    case ENOEXEC:
      return "a program that was built for this kind of processor";
    case ENOMEM:
      return "free some memory";
    default:
      return "";
  }
}

}  // namespace

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
  pid_ = ::fork();
  if (pid_ < 0) throw SystemError("fork()", errno, mend_of_start(errno));
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
  Fd anywhere(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  if (anywhere.get() >= 0) return of(std::move(anywhere));
  const auto* const started_as = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));  // /proc is not mounted
  return Image(std::filesystem::absolute(started_as).string());
}

Image Image::kept(const std::string& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // a FIFO would wait for a writer
  checked(opened, "open \"" + path + "\"", "the path of a benchmark binary");
  Fd kept(opened);
  return ::access("/proc/self/fd", X_OK) == 0 ? of(std::move(kept)) : Image(path);
}

Image Image::of(Fd anywhere) {
  // Not where a child is given its descriptor.
  Image image("");
  image.fd_ = Fd(::fcntl(anywhere.get(), F_DUPFD_CLOEXEC, inherited_descriptor + 1));
  checked(image.fd_.get(), "keep a program open");
  image.path_ = "/proc/self/fd/" + std::to_string(image.fd_.get());
  return image;
}

Child::Child(const Image& image, const std::vector<std::string>& words, const Fd& given, const std::string& mark) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  std::vector<char*> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  environment.push_back(const_cast<char*>(mark.c_str()));
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, given.get(), inherited_descriptor);
  posix_spawnattr_t attributes{};
  ::posix_spawnattr_init(&attributes);
  sigset_t blocked{};
  ::sigemptyset(&blocked);
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&blocked, signal_number);
  ::posix_spawnattr_setsigmask(&attributes, &blocked);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error_number =
      ::posix_spawn(&pid_, image.path().c_str(), &actions, &attributes, pointers.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error_number != 0) {
    throw SystemError("start a producer process", error_number, mend_of_start(error_number));
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

namespace {

/// The children of this process that were started with this entry in their environment, or by one that was.
std::vector<int> marked_children(const std::string& mark) {
  std::vector<int> marked;
  std::ifstream children("/proc/thread-self/children");
  for (int pid = 0; children >> pid;) {
    std::ifstream environment("/proc/" + std::to_string(pid) + "/environ");
    for (std::string entry; std::getline(environment, entry, '\0');) {
      if (entry == mark) marked.push_back(pid);
    }
  }
  return marked;
}

}  // namespace

void end_orphans(const std::string& mark) {
  // The children of those that are killed come next.
  for (auto orphans = marked_children(mark); !orphans.empty(); orphans = marked_children(mark)) {
    for (const int pid : orphans) {
      ::kill(pid, SIGKILL);
      while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
}

}  // namespace ipcbench::os
