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

/// What an end runs with by now.
using ReadBack = Settings (*)(const Fd& end);

/// Both ends loan private memory; send() writes it out, at most `write_bytes` at a time, receive() reads it in. A
/// stream's end is known by the shape. Receiving nothing new until release() is the stream's own doing: it blocks the
/// sender when it is full.
std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     std::size_t write_bytes = whole_matrix);

/// With a sender of its own in place of that one. `received` reads back what the receiver ran with.
std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     TwoEnded::MakeSender make_sender, ReadBack received = nullptr);

/// Over a pipe: what it holds joins the settings.
std::unique_ptr<Channel> pipe_stream(Shape shape, os::Pipe pipe, std::size_t write_bytes = whole_matrix);

/// Over connected stream sockets: their buffers join the settings, in the end as large as Linux has made them.
std::unique_ptr<Channel> socket_stream(Shape shape, os::SocketPair ends, Settings settings = {},
                                       std::size_t write_bytes = whole_matrix);

/// Over TCP on loopback.
std::unique_ptr<Channel> tcp_stream(Shape shape, os::SocketBuffers buffers = {},
                                    std::size_t write_bytes = whole_matrix);

/// The sizes at present of the buffers that a stream passes through: of both ends, of the sender's, the receiver's.
Settings buffer_settings(const os::SocketPair& ends);
Settings send_buffer(const Fd& end);
Settings receive_buffer(const Fd& end);

/// Every buffer size with every write size, in this order; a buffer of 0 is left as it is.
std::vector<Tuning> buffers_and_writes(std::initializer_list<std::size_t> buffers_kib,
                                       std::initializer_list<std::size_t> writes_kib);

}  // namespace ipcbench::channels
