/// A channel over anything that carries a stream of bytes between two descriptors: pipes, FIFOs, stream sockets.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <limits>

#include "channels/two_ended.hpp"
#include "os/pipe.hpp"
#include "os/socket.hpp"

namespace ipcbench::channels {

inline constexpr std::size_t whole_matrix = std::numeric_limits<std::size_t>::max();

/// Both ends loan private memory; send() writes it out, at most `write_bytes` at a time, receive() reads it in. A
/// stream's end is known by the shape. Receiving nothing new until release() is the stream's own doing: it blocks the
/// sender when it is full.
std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     std::size_t write_bytes = whole_matrix);

/// With a sender of its own in place of that one.
std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     TwoEnded::MakeSender make_sender);

/// Over a pipe: what it holds joins the settings.
std::unique_ptr<Channel> pipe_stream(Shape shape, os::Pipe pipe, std::size_t write_bytes = whole_matrix);

/// Over connected stream sockets: their effective buffers join the settings.
std::unique_ptr<Channel> socket_stream(Shape shape, os::SocketPair ends, Settings settings = {},
                                       std::size_t write_bytes = whole_matrix);

/// Effective sizes of the buffers that a stream passes through.
Settings buffer_settings(const os::SocketPair& ends);

/// Every buffer size with every write size, in this order; a buffer of 0 is left as it is.
std::vector<Tuning> buffers_and_writes(std::initializer_list<std::size_t> buffers_kib,
                                       std::initializer_list<std::size_t> writes_kib);

}  // namespace ipcbench::channels
