/// A channel over Unix-domain sockets that keep messages apart.
#pragma once

#include <vector>

#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// `type` is SOCK_SEQPACKET or SOCK_DGRAM. tuning.buffer_bytes is of the sender's buffer, which must have room for a
/// message of tuning.piece_bytes and for what Linux keeps beside it; 0 leaves the buffer as it is.
std::unique_ptr<Channel> message_sockets(Shape shape, int type, const Tuning& tuning);

/// Sizes of buffers and messages.
std::vector<Tuning> message_tunings(Shape shape);

}  // namespace ipcbench::channels
