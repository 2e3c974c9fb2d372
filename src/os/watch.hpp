/// The one mechanism by which nothing hangs: what may end a wait.
///
/// Signal handlers only set a flag and re-arm a timer at 10 ms. The timer closes the race between a check of the flag
/// and the blocking call after it: the next tick interrupts that call. Every blocking call in src/os/ returns on EINTR
/// to check_wait(), every spinning one calls it as it spins. The state belongs to the process, as signals do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ipcbench::os {

/// Throws Interrupted, PeerDied or TimedOut if the user pressed Ctrl-C, the watched peer is gone or the deadline has
/// passed. Costs one relaxed load when nothing has happened.
void check_wait();

/// For a call that failed since the other end is closed (EPIPE, ECONNRESET, end of file): throws PeerDied, after
/// giving the peer a moment to become a reapable child so that the text can say how it ended.
[[noreturn]] void throw_peer_closed(std::string_view what_was_closed);

/// Installs the handlers of a producer: SIGINT, SIGTERM and SIGHUP (unless it is ignored, as under nohup(1)) end waits
/// with Interrupted, another one that comes more than half a second later ends the process with 130; SIGCHLD wakes;
/// SIGPIPE and SIGXFSZ are ignored. A crash, SIGABRT and SIGQUIT remove names and say the last words before the process
/// dies of them. Does nothing if they are installed in this process already.
void watch_as_producer();

/// For a consumer just forked by `producer_pid`: ignores SIGINT, SIGTERM, SIGHUP and SIGPIPE, and asks for a signal
/// when the producer dies. Throws PeerDied if it is dead already.
void watch_as_consumer(int producer_pid);

/// True once SIGINT, SIGTERM or SIGHUP has come.
bool interrupted();

/// A file that is to be unlinked, by the destructor or when a signal ends the process. One at a time.
/// Throws SystemError for a path of more than 255 characters.
class NameToUnlink {
 public:
  explicit NameToUnlink(std::string path);
  ~NameToUnlink();
  NameToUnlink(const NameToUnlink&) = delete;
  NameToUnlink& operator=(const NameToUnlink&) = delete;

 private:
  std::string path_;
};

/// The queue with this id (msgget(2)) is removed when a signal ends the process. One at a time.
inline constexpr int no_sysv_queue = -1;
void remove_sysv_queue_on_signal(int id);

/// What a signal that ends the process at once writes to stderr: where the finished work is. One at a time.
class LastWords {
 public:
  explicit LastWords(std::string text);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

 private:
  std::string text_;
};

/// While it lives, check_wait() throws PeerDied once the child `pid` has ended.
class ChildWatch {
 public:
  explicit ChildWatch(int pid);
  ~ChildWatch();
  ChildWatch(const ChildWatch&) = delete;
  ChildWatch& operator=(const ChildWatch&) = delete;
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
