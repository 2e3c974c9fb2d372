/// Whole reads and writes over descriptors, ended by what ends a wait (see watch.hpp).
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

#include "ipcbench/fd.hpp"
#include "ipcbench/waiting.hpp"

namespace ipcbench::os {

/// Writes all of `bytes`, at most `write_bytes` per call, however many calls it takes. Throws PeerDied if the reader is
/// gone.
void write_all(const Fd& fd, std::span<const std::byte> bytes, std::size_t write_bytes);

/// Fills all of `bytes`. Throws PeerDied at an early end of the stream.
void read_all(const Fd& fd, std::span<std::byte> bytes);

/// One message over a SOCK_SEQPACKET or SOCK_DGRAM socket.
void send_message(const Fd& fd, std::span<const std::byte> message);

/// Receives one message into `buffer` and returns its size. Throws PeerDied if the sender is gone.
std::size_t receive_message(const Fd& fd, std::span<std::byte> buffer);

/// An object as a message, between two copies of one program.
template <typename T>
void send_object(const Fd& fd, const T& object) {
  static_assert(std::is_trivially_copyable_v<T>);
  send_message(fd, std::as_bytes(std::span(&object, 1)));
}
template <typename T>
T receive_object(const Fd& fd) {
  static_assert(std::is_trivially_copyable_v<T>);
  T object{};
  receive_message(fd, std::as_writable_bytes(std::span(&object, 1)));
  return object;
}

/// A message that says no more than that it is the other side's turn.
void give_turn(const Fd& fd);
void await_turn(const Fd& fd);

/// The place of the first of these from which something can be read, once there is one. One whose sender is gone counts
/// as such.
std::size_t first_readable(std::span<const int> descriptors);

/// Like receive_message(), but returns 0 at once if there is none or the sender is gone.
std::size_t poll_message(const Fd& fd, std::span<std::byte> buffer);

}  // namespace ipcbench::os
