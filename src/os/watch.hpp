/// The one mechanism by which nothing hangs: what may end a wait (see ipcbench/waiting.hpp).
///
/// Signal handlers only set a flag and re-arm a timer at 10 ms. The timer closes the race between a check of the flag
/// and the blocking call after it: the next tick interrupts that call. The state belongs to the process, as signals do.
#pragma once

#include <signal.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "ipcbench/waiting.hpp"

namespace ipcbench::os {

/// For a process that others wait for, and that has children: SIGINT, SIGTERM and SIGHUP (unless it is ignored, as
/// under nohup(1)) end waits with Interrupted, another one that comes more than half a second later ends the process
/// with 130; SIGCHLD wakes; SIGCONT is noted; SIGPIPE and SIGXFSZ are ignored. A crash, SIGABRT and SIGQUIT say the
/// last words before the process dies of them. Does nothing if handlers are installed in this process already.
void watch();

/// For a producer that the harness `harness_pid` has started: ignores SIGINT, SIGTERM, SIGHUP and SIGQUIT,
/// which are the harness's; waits end with Interrupted when the harness says stop() or dies. Throws PeerDied if it is
/// dead already.
void watch_as_producer(int harness_pid);

/// For a consumer just forked by `producer_pid`: ignores the same and SIGPIPE, and asks for a signal
/// when the producer dies. Throws PeerDied if it is dead already.
void watch_as_consumer(int producer_pid);

/// Asks the producer `pid` to end its waits, clean up and leave.
void stop(int pid);

/// True once SIGINT, SIGTERM or SIGHUP has come; in a producer, once it was told to stop.
bool interrupted();

/// Whether the process was stopped (Ctrl-Z, SIGSTOP) and went on since the last call.
bool was_paused();

/// While it lives, only SIGINT, SIGTERM and SIGHUP break a write: whoever reads may be slow.
class Uninterrupted {
 public:
  Uninterrupted();
  ~Uninterrupted();
  Uninterrupted(const Uninterrupted&) = delete;
  Uninterrupted& operator=(const Uninterrupted&) = delete;

 private:
  sigset_t before_;
};

/// What a signal that ends the process at once writes to stderr: where the finished work is. Two at a time, of the
/// sides of a pair.
class LastWords {
 public:
  explicit LastWords(std::string text);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

 private:
  std::string text_;
  std::size_t slot_ = 0;
};

/// What a child may have in common with this process: a lock of a library, which it may die with.
enum class Shared { locks, nothing };

/// While it lives, check_wait() throws PeerDied once the child `pid` has ended. A process may watch several.
class ChildWatch {
 public:
  /// `what` is its name in errors, and outlives the watch.
  explicit ChildWatch(int pid, const char* what = "the consumer", Shared shared = Shared::locks);
  ~ChildWatch();
  ChildWatch(const ChildWatch&) = delete;
  ChildWatch& operator=(const ChildWatch&) = delete;

 private:
  std::size_t slot_;
};

/// While it lives, check_wait() throws TimedOut once `duration_ns` have passed since its construction.
class Deadline {
 public:
  explicit Deadline(std::int64_t duration_ns);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
};

}  // namespace ipcbench::os
