/// System V message queues and shared memory (sysvipc(7)): named by ids that outlive every process.
#pragma once

#include <cstddef>
#include <span>

#include "ipcbench/mapping.hpp"

namespace ipcbench::os {

/// A queue that its owner removes: by the destructor, in whichever process it runs first.
class SysvQueue {
 public:
  /// With the sizes that every program gets (/proc/sys/kernel/msgmax, msgmnb). Throws SystemError.
  static SysvQueue with_defaults();

  SysvQueue(SysvQueue&& other) noexcept;
  SysvQueue& operator=(SysvQueue&&) = delete;
  ~SysvQueue();

  std::size_t message_bytes() const { return message_bytes_; }
  /// What all messages under way may hold together.
  std::size_t queue_bytes() const { return queue_bytes_; }

  /// Throws PeerDied once the other side has removed the queue; and what check_wait() throws.
  void send(std::span<const std::byte> message);
  /// `buffer` must hold message_bytes(). Returns the message's size.
  std::size_t receive(std::span<std::byte> buffer);

 private:
  SysvQueue(int id, std::size_t message_bytes, std::size_t queue_bytes);
  struct TypedBytes;

  int id_ = -1;
  std::size_t message_bytes_ = 0;
  std::size_t queue_bytes_ = 0;
  Mapping message_;  // msgsnd() and msgrcv() want a type in front of the bytes
};

/// A segment that is marked for removal once it is attached: gone with the last process that has it.
Mapping sysv_shared_memory(std::size_t bytes);

}  // namespace ipcbench::os
