#include "os/exit_guard.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "os/watch_state.hpp"

namespace ipcbench::os {
namespace {

int guarded_process = 0;  // 0: none
int guarded_status = 0;

void end_guarded() {
  if (guarded_process != ::getpid()) return;
  std::fflush(stdout);
  say("ipcbench: a library has ended this program; its own words stand above.\n"
      "Try: outside of a container or sandbox that hides what they name.\n");
  say_last_words();
  ::_exit(guarded_status);
}

}  // namespace

ExitGuard::ExitGuard(int status) {
  static const bool is_registered = std::atexit(end_guarded) == 0;
  guarded_process = is_registered ? ::getpid() : 0;
  guarded_status = status;
}

ExitGuard::~ExitGuard() { guarded_process = 0; }

}  // namespace ipcbench::os
