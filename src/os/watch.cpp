#include "os/watch.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/process.hpp"
#include "os/watch_state.hpp"

namespace ipcbench::os {
namespace {

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

std::string named(const char* what, int pid) { return std::string(what) + " (pid " + std::to_string(pid) + ")"; }

std::string peer_name() {
  if (a_child().pid != 0) return named(a_child().name, a_child().pid);
  if (state.parent != 0) return named(state.parent_name, state.parent);
  return "the other process";
}

void throw_if_peer_died() {
  for (const WatchedChild& child : state.children) {
    if (child.pid == 0) continue;
    if (const auto end = how_child_ended(child.pid)) throw PeerDied(named(child.name, child.pid) + " " + *end);
  }
  if (state.parent != 0 && ::getppid() != state.parent) {
    throw PeerDied(named(state.parent_name, state.parent) + " has died");
  }
}

/// The child that is stopped, if one is, else whoever else is waited for.
WatchedChild late_one() {
  for (const WatchedChild& child : state.children) {
    if (child.pid != 0 && is_stopped(child.pid)) return child;
  }
  return a_child().pid != 0 ? a_child() : WatchedChild{state.parent, state.parent_name, false};
}

[[noreturn]] void throw_timed_out() {
  const WatchedChild late = late_one();
  const std::string seconds = std::to_string(state.time_allowed_ns / second_ns) + "." +
                              std::to_string(state.time_allowed_ns % second_ns / 100'000'000);
  const std::string who = late.pid != 0 ? named(late.name, late.pid) : "the other process";
  throw TimedOut("no answer from " + who + " within " + seconds + " s" +
                 (late.pid != 0 && is_stopped(late.pid) ? ": it is stopped (SIGSTOP)" : ""));
}

/// For a process that has just been made: ignores what is its parent's, and asks for a signal when that dies. Throws
/// PeerDied if it is dead already.
void watch_parent(const char* name, int pid) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ}) ::signal(signal_number, SIG_IGN);
  state.interrupted.store(false);
  state.attention.store(false);
  state.deadline_ns = 0;
  state.children = {};
  for (auto& slot : state.last_words) slot.store(nullptr);  // the parent's
  state.parent = pid;
  state.parent_name = name;
  create_timer();  // timers are not inherited over fork()
  handle(stop_signal);
  ::prctl(PR_SET_PDEATHSIG, stop_signal);
  throw_if_peer_died();  // it may have died before prctl()
}

/// Returns its slot.
std::size_t watched(const WatchedChild& child) {
  auto* const free = std::ranges::find(state.children, 0, &WatchedChild::pid);
  if (free == state.children.end()) throw Error("no more children can be watched at once");
  *free = child;
  return static_cast<std::size_t>(free - state.children.begin());
}

}  // namespace
}  // namespace ipcbench::os

namespace ipcbench {

using os::state;

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
  if (state.interrupted.load()) throw Interrupted("interrupted");
  os::throw_if_peer_died();
  if (state.deadline_ns != 0 && os::now_ns() >= state.deadline_ns) os::throw_timed_out();
  stay_alert.armed = false;
  os::rearm_for_deadline();
}

void let_peer_end() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (state.interrupted.load()) throw Interrupted("interrupted");
    os::throw_if_peer_died();
    constexpr timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

void throw_peer_closed(std::string_view what_was_closed) {
  let_peer_end();
  throw PeerDied(os::peer_name() + " has closed " + std::string(what_was_closed));
}

}  // namespace ipcbench

namespace ipcbench::os {

void watch() {
  if (state.installed_in == ::getpid()) return;
  create_timer();
  for (const int signal_number : {SIGINT, SIGTERM, SIGCHLD, SIGCONT}) handle(signal_number);
  if (has_default_action(SIGHUP)) handle(SIGHUP);
  handle_crashes();
  for (const int signal_number : {SIGPIPE, SIGXFSZ}) ::signal(signal_number, SIG_IGN);
  state.installed_in = ::getpid();
}

void watch_as_producer(int harness_pid) {
  state.may_be_stopped = true;
  watch_parent("the harness", harness_pid);
  handle(SIGCHLD);
  state.installed_in = ::getpid();
}

void watch_as_consumer(int producer_pid) {
  state.may_be_stopped = false;
  watch_parent("the producer", producer_pid);
}

void stop(int pid) { ::kill(pid, stop_signal); }

bool interrupted() { return state.interrupted.load(); }

bool was_paused() { return state.paused.exchange(false); }

ChildWatch::ChildWatch(int pid, const char* what, Shared shared)
    : slot_(watched({pid, what, shared == Shared::locks})) {}
ChildWatch::~ChildWatch() { state.children[slot_] = {}; }

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
