/// A channel over anything that carries a stream of bytes between two descriptors: pipes, FIFOs, stream sockets.
#pragma once

#include <cstddef>
#include <limits>

#include "channels/two_ended.hpp"

namespace ipcbench::channels {

inline constexpr std::size_t whole_matrix = std::numeric_limits<std::size_t>::max();

/// Both ends loan private memory; send() writes it out, at most `write_bytes` at a time, receive() reads it in. A
/// stream's end is known by the shape. Receiving nothing new until release() is the stream's own doing: it blocks the
/// sender when it is full.
std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     std::size_t write_bytes = whole_matrix);

/// The receiving side alone: reads from `fd` into private memory.
std::unique_ptr<Receiver> byte_receiver(Shape shape, os::Fd fd);

}  // namespace ipcbench::channels
