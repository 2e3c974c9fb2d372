/// POSIX message queues.
#pragma once

#include <cstddef>
#include <span>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// A queue without a name: made, opened and unlinked at once; children inherit it.
class PosixQueue {
 public:
  /// With the sizes that every program gets (/proc/sys/fs/mqueue/msg_default, msgsize_default). Throws SystemError.
  static PosixQueue with_defaults();
  /// With these sizes. Throws SystemError if they are over the limits (mq_overview(7)).
  static PosixQueue with_sizes(std::size_t messages, std::size_t message_bytes);

  std::size_t message_bytes() const { return message_bytes_; }
  std::size_t messages() const { return messages_; }

  /// Throws PeerDied, TimedOut, Interrupted while the queue stays full.
  void send(std::span<const std::byte> message) const;
  /// `buffer` must hold message_bytes(), however short the message. Returns the message's size.
  std::size_t receive(std::span<std::byte> buffer) const;

 private:
  explicit PosixQueue(Fd fd);
  Fd fd_;  // a queue descriptor is a file descriptor on Linux (mq_overview(7))
  std::size_t message_bytes_ = 0;
  std::size_t messages_ = 0;
};

/// Bytes that all queues of this user may take together, once this process has raised its soft limit (RLIMIT_MSGQUEUE)
/// to the hard one.
std::size_t raised_queue_limit_bytes();

}  // namespace ipcbench::os
