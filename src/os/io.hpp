/// Whole reads and writes over descriptors, ended by what ends a wait (see watch.hpp).
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <type_traits>

#include "ipcbench/errors.hpp"
#include "os/fd.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {

/// Makes a system call until it is not interrupted. Returns its result; throws PeerDied if the other end is closed,
/// SystemError for any other failure, and what check_wait() throws.
template <typename Call>
std::size_t retried(Call call, const char* tried, const char* mend = "") {
  for (;;) {
    check_wait();
    const ssize_t result = call();
    if (result >= 0) return static_cast<std::size_t>(result);
    if (errno == EPIPE || errno == ECONNRESET || errno == ECONNREFUSED) throw_peer_closed("its end");
    if (errno != EINTR) throw SystemError(tried, errno, mend);
  }
}

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
void give_word(const Fd& fd);
void await_word(const Fd& fd);

/// Like receive_message(), but returns 0 at once if there is none or the sender is gone.
std::size_t poll_message(const Fd& fd, std::span<std::byte> buffer);

}  // namespace ipcbench::os
