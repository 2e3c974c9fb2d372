/// What the signal handlers and the checks of a wait share; for watch.cpp, signals.cpp and exit_guard.cpp.
#pragma once

#include <signal.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "os/watch.hpp"

namespace ipcbench::os {

constexpr std::int64_t tick_ns = 10'000'000;
constexpr std::int64_t second_ns = 1'000'000'000;

/// What a harness says to its producer, and what Linux says to both kinds of children when their parent has died.
constexpr int stop_signal = SIGUSR1;

struct WatchedChild {
  int pid = 0;  // 0: none
  const char* name = "";
  bool may_hold_a_lock = false;
};
constexpr std::size_t most_watched = 32;

/// Belongs to the process, as signals do.
struct WatchState {
  std::atomic<bool> attention{false};
  std::atomic<bool> interrupted{false};
  std::atomic<bool> paused{false};
  std::atomic<std::int64_t> interrupted_ns{0};
  std::atomic<std::int64_t> unheeded_since_ns{0};
  int installed_in = 0;  // the process whose timer it is: a fork inherits this state, but no timer
  timer_t timer{};
  std::int64_t deadline_ns = 0;      // 0: none
  std::int64_t time_allowed_ns = 0;  // for the text of TimedOut
  std::array<WatchedChild, most_watched> children{};
  int parent = 0;  // the watched parent
  const char* parent_name = "";
  bool may_be_stopped = false;                           // it is a producer
  std::array<std::atomic<const char*>, 2> last_words{};  // what to say when a signal ends the process
};
extern WatchState state;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler needs it");

/// One of the watched children; one of no pid where there is none.
const WatchedChild& a_child();

/// Sets the timer to go off once, after `delay_ns`; 0 stops it.
void arm(std::int64_t delay_ns);

/// Lets this signal set the flag and start the ticks.
void handle(int signal_number);

/// True where nobody has chosen what the signal does: not nohup(1), not a sanitizer.
bool has_default_action(int signal_number);

/// Writes to stderr, from a signal handler, too.
void say(std::string_view text);
void say_last_words();

/// Lets what kills the process first say the last words: a crash, an abort, SIGQUIT.
void handle_crashes();

/// Makes this process's timer, and unblocks every signal: whoever started us may have blocked what wakes us.
void create_timer();

}  // namespace ipcbench::os
