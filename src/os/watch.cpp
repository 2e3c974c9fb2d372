#include "os/watch.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <optional>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/process.hpp"

namespace ipcbench::os {
namespace {

constexpr std::int64_t tick_ns = 10'000'000;
constexpr std::int64_t second_signal_ns = 500'000'000;  // a wrapper such as timeout(1) sends the first one twice
constexpr std::int64_t second_ns = 1'000'000'000;

struct State {
  std::atomic<bool> attention{false};
  std::atomic<bool> interrupted{false};
  std::atomic<std::int64_t> interrupted_ns{0};
  std::atomic<std::int64_t> unheeded_since_ns{0};
  int installed_in = 0;  // the process whose timer it is: a fork inherits this state, but no timer
  timer_t timer{};
  std::int64_t deadline_ns = 0;      // 0: none
  std::int64_t time_allowed_ns = 0;  // for the text of TimedOut
  int child = 0;                     // the watched peer of a producer
  int parent = 0;                    // the watched peer of a consumer
  std::array<char, 64> name{};       // what to unlink when a signal ends the process
};
State state;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler needs it");

void arm(std::int64_t delay_ns) {
  itimerspec when{};
  when.it_value = {static_cast<time_t>(delay_ns / second_ns), static_cast<long>(delay_ns % second_ns)};
  ::timer_settime(state.timer, 0, &when, nullptr);
}

void unlink_name() {
  if (state.name[0] != '\0') ::unlink(state.name.data());
}

/// The first SIGINT or SIGTERM asks the run to end; one that comes later ends it at once.
void interrupt() {
  const std::int64_t now = now_ns();
  if (!state.interrupted.exchange(true)) {
    state.interrupted_ns.store(now);
  } else if (now - state.interrupted_ns.load() > second_signal_ns) {
    unlink_name();
    ::_exit(130);
  }
}

bool child_is_dead() {
  siginfo_t info{};
  const int result = ::waitid(P_PID, static_cast<id_t>(state.child), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

/// A library may wait where no EINTR reaches us: Boost's condition takes its mutex back untimed, and a peer that ended
/// at the wrong moment holds it for ever. Only called when a tick has gone unheeded for as long as a transfer may take.
void last_resort() {
  if (state.parent != 0 && ::getppid() != state.parent) ::_exit(1);
  if (state.child == 0) return;
  if (!child_is_dead()) {
    ::kill(state.child, SIGKILL);
    return;
  }
  constexpr std::string_view text =
      "ipcbench: the consumer died and left a library's lock behind, so this run cannot go on. "
      "Its finished rows are in the *.partial.jsonl file beside the results.\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  unlink_name();
  ::_exit(1);
}

extern "C" void on_signal(int signal_number) {
  const int saved_errno = errno;
  if (signal_number == SIGINT || signal_number == SIGTERM) interrupt();
  if (!state.attention.exchange(true)) state.unheeded_since_ns.store(now_ns());
  const bool may_wait_in_a_library = state.time_allowed_ns != 0;
  if (may_wait_in_a_library && now_ns() - state.unheeded_since_ns.load() > state.time_allowed_ns) last_resort();
  arm(tick_ns);
  errno = saved_errno;
}

void handle(int signal_number) {
  struct sigaction action {};
  action.sa_handler = on_signal;  // no SA_RESTART: blocking calls return with EINTR
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal_number, &action, nullptr);
}

void create_timer() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMIN;
  handle(SIGRTMIN);
  sigset_t all{};
  ::sigfillset(&all);
  ::sigprocmask(SIG_UNBLOCK, &all, nullptr);  // whoever started us may have blocked what wakes us
  if (::timer_create(CLOCK_MONOTONIC, &event, &state.timer) != 0) throw SystemError("timer_create()", errno);
}

/// The timer as normal operation wants it: quiet until the deadline.
void rearm_for_deadline() {
  arm(state.deadline_ns == 0 ? 0 : std::max<std::int64_t>(state.deadline_ns - now_ns(), 1));
  if (state.attention.load()) arm(tick_ns);  // a signal came in between, and its tick was overwritten
}

bool is_stopped(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(stat, line);
  const auto end_of_name = line.rfind(") ");
  return end_of_name != std::string::npos && line[end_of_name + 2] == 'T';
}

std::string peer_name() {
  if (state.child != 0) return "the consumer (pid " + std::to_string(state.child) + ")";
  if (state.parent != 0) return "the producer (pid " + std::to_string(state.parent) + ")";
  return "the other process";
}

void throw_if_peer_died() {
  if (state.child != 0) {
    if (const auto end = how_child_ended(state.child)) throw PeerDied(peer_name() + " " + *end);
  }
  if (state.parent != 0 && ::getppid() != state.parent) throw PeerDied(peer_name() + " has died");
}

[[noreturn]] void throw_timed_out() {
  const int peer = state.child != 0 ? state.child : state.parent;
  const std::string seconds = std::to_string(state.time_allowed_ns / second_ns) + "." +
                              std::to_string(state.time_allowed_ns % second_ns / 100'000'000);
  throw TimedOut("no answer from " + peer_name() + " within " + seconds + " s" +
                 (peer != 0 && is_stopped(peer) ? ": it is stopped (SIGSTOP)" : ""));
}

}  // namespace

void check_wait() {
  if (!state.attention.load(std::memory_order_relaxed)) return;
  state.attention.store(false);
  // A finding stays true: whoever waits again must be told again.
  struct StayAlert {
    bool armed = true;
    ~StayAlert() {
      if (armed) state.attention.store(true);
    }
  } stay_alert;
  if (state.interrupted.load()) throw Interrupted("interrupted by the user");
  throw_if_peer_died();
  if (state.deadline_ns != 0 && now_ns() >= state.deadline_ns) throw_timed_out();
  stay_alert.armed = false;
  rearm_for_deadline();
}

void throw_peer_closed(std::string_view what_was_closed) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    throw_if_peer_died();
    constexpr timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
  throw PeerDied(peer_name() + " has closed " + std::string(what_was_closed));
}

void watch_as_producer() {
  if (state.installed_in == ::getpid()) return;
  create_timer();
  for (const int signal_number : {SIGINT, SIGTERM, SIGCHLD}) handle(signal_number);
  ::signal(SIGPIPE, SIG_IGN);
  state.installed_in = ::getpid();
}

void watch_as_consumer(int producer_pid) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal_number, SIG_IGN);
  state.interrupted.store(false);
  state.attention.store(false);
  state.deadline_ns = 0;
  state.child = 0;
  state.parent = producer_pid;
  create_timer();  // timers are not inherited over fork()
  handle(SIGUSR1);
  ::prctl(PR_SET_PDEATHSIG, SIGUSR1);
  throw_if_peer_died();  // it may have died before prctl()
}

NameToUnlink::NameToUnlink(std::string path) : path_(std::move(path)) {
  path_.copy(state.name.data(), state.name.size() - 1);
}

NameToUnlink::~NameToUnlink() {
  ::unlink(path_.c_str());
  state.name.fill('\0');
}

bool interrupted() { return state.interrupted.load(); }

ChildWatch::ChildWatch(int pid) { state.child = pid; }
ChildWatch::~ChildWatch() { state.child = 0; }

Deadline::Deadline(std::int64_t duration_ns) {
  state.unheeded_since_ns.store(now_ns());
  state.time_allowed_ns = duration_ns;
  state.deadline_ns = now_ns() + duration_ns;
  rearm_for_deadline();
}

Deadline::~Deadline() {
  state.deadline_ns = 0;
  state.time_allowed_ns = 0;
  rearm_for_deadline();
}

}  // namespace ipcbench::os
