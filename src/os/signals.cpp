#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"
#include "os/watch_state.hpp"

namespace ipcbench::os {

WatchState state;

void say(std::string_view text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

void say_last_words() {
  for (const auto& slot : state.last_words) {
    if (const char* words = slot.load(); words != nullptr) say(words);
  }
}

namespace {

constexpr std::int64_t second_signal_ns = 500'000'000;  // a wrapper such as timeout(1) sends the first one twice

/// The first SIGINT, SIGTERM or SIGHUP asks the run to end; one that comes later ends it at once.
void interrupt() {
  const std::int64_t now = now_ns();
  if (!state.interrupted.exchange(true)) {
    state.interrupted_ns.store(now);
  } else if (now - state.interrupted_ns.load() > second_signal_ns) {
    say_last_words();
    ::_exit(130);
  }
}

bool is_dead(int child) {
  siginfo_t info{};
  const int result = ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

bool parent_is_dead() { return state.parent != 0 && ::getppid() != state.parent; }

/// A library may wait where no EINTR reaches us: Boost's condition takes its mutex back untimed, and a peer that ended
/// at the wrong moment holds it for ever.
void last_resort(std::int64_t unheeded_ns) {
  if (parent_is_dead() && unheeded_ns > 2 * second_ns) ::_exit(1);
  if (!a_child().may_hold_a_lock) return;
  if (state.time_allowed_ns == 0 || unheeded_ns < state.time_allowed_ns) return;
  bool any_lives = false;
  for (const WatchedChild& child : state.children) {
    if (child.pid == 0 || is_dead(child.pid)) continue;
    any_lives = true;
    ::kill(child.pid, SIGKILL);
  }
  if (any_lives) return;
  say("ipcbench: the consumer died and left a library's lock behind, so this producer cannot go on.\n");
  say_last_words();
  ::_exit(1);
}

extern "C" void on_signal(int signal_number) {
  const int saved_errno = errno;
  if (signal_number == SIGINT || signal_number == SIGTERM || signal_number == SIGHUP) interrupt();
  if (signal_number == stop_signal && state.may_be_stopped) state.interrupted.store(true);
  if (signal_number == SIGCONT) {
    state.paused.store(true);
    state.unheeded_since_ns.store(now_ns());  // it could not heed anything meanwhile
  }
  if (!state.attention.exchange(true)) state.unheeded_since_ns.store(now_ns());
  last_resort(now_ns() - state.unheeded_since_ns.load());
  // A tick that nobody waits for would only break writes.
  const bool is_awaited = state.interrupted.load() || a_child().pid != 0 || state.parent != 0 || state.deadline_ns != 0;
  if (is_awaited) arm(tick_ns);
  errno = saved_errno;
}

/// Its action is the default one again by now: the process dies of the signal as soon as this returns.
extern "C" void on_crash(int signal_number) {
  const bool is_a_child = state.installed_in != ::getpid();
  if (!is_a_child) say_last_words();
  ::raise(signal_number);
}

}  // namespace

const WatchedChild& a_child() {
  static constexpr WatchedChild none;
  const auto* const found = std::ranges::find_if(state.children, [](const auto& child) { return child.pid != 0; });
  return found == state.children.end() ? none : *found;
}

void arm(std::int64_t delay_ns) {
  itimerspec when{};
  when.it_value = {static_cast<time_t>(delay_ns / second_ns), static_cast<long>(delay_ns % second_ns)};
  ::timer_settime(state.timer, 0, &when, nullptr);
}

void handle(int signal_number) {
  struct sigaction action {};
  action.sa_handler = on_signal;  // no SA_RESTART: blocking calls return with EINTR
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal_number, &action, nullptr);
}

bool has_default_action(int signal_number) {
  struct sigaction now {};
  ::sigaction(signal_number, nullptr, &now);
  return now.sa_handler == SIG_DFL;
}

void handle_crashes() {
  struct sigaction action {};
  action.sa_handler = on_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigfillset(&action.sa_mask);
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGQUIT, SIGSYS, SIGTRAP, SIGXCPU, SIGALRM,
                                  SIGVTALRM, SIGPROF, SIGIO, SIGUSR1, SIGUSR2}) {
    if (has_default_action(signal_number)) ::sigaction(signal_number, &action, nullptr);
  }
}

void create_timer() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMIN;
  handle(SIGRTMIN);
  sigset_t all{};
  ::sigfillset(&all);
  ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
  if (::timer_create(CLOCK_MONOTONIC, &event, &state.timer) != 0) {
    throw SystemError("timer_create()", errno, "raise the limit of pending signals (ulimit -i)");
  }
}

Uninterrupted::Uninterrupted() {
  sigset_t quiet{};
  ::sigemptyset(&quiet);
  for (const int signal_number : {SIGCHLD, SIGCONT, SIGRTMIN}) ::sigaddset(&quiet, signal_number);
  ::sigprocmask(SIG_BLOCK, &quiet, &before_);
}
Uninterrupted::~Uninterrupted() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

LastWords::LastWords(std::string text) : text_(std::move(text)) {
  for (slot_ = 0; slot_ < state.last_words.size(); ++slot_) {
    const char* none = nullptr;
    if (state.last_words[slot_].compare_exchange_strong(none, text_.c_str())) return;
  }
  throw std::logic_error("more last words than there is room for");
}
LastWords::~LastWords() { state.last_words[slot_].store(nullptr); }

}  // namespace ipcbench::os
