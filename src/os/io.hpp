/// Whole reads and writes over descriptors, ended by what ends a wait (see watch.hpp).
#pragma once

#include <cstddef>
#include <span>

#include "os/fd.hpp"

namespace ipcbench::os {

/// Writes all of `bytes`, however many calls it takes. Throws PeerDied if the reader is gone.
void write_all(const Fd& fd, std::span<const std::byte> bytes);

/// Fills all of `bytes`. Throws PeerDied at an early end of the stream.
void read_all(const Fd& fd, std::span<std::byte> bytes);

/// One message over a SOCK_SEQPACKET or SOCK_DGRAM socket.
void send_message(const Fd& fd, std::span<const std::byte> message);

/// Receives one message into `buffer` and returns its size. Throws PeerDied if the sender is gone.
std::size_t receive_message(const Fd& fd, std::span<std::byte> buffer);

/// Like receive_message(), but returns 0 at once if there is none or the sender is gone.
std::size_t poll_message(const Fd& fd, std::span<std::byte> buffer);

}  // namespace ipcbench::os
