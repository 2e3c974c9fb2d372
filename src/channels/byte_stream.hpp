/// A channel over anything that carries a stream of bytes between two descriptors: pipes, FIFOs, stream sockets.
#pragma once

#include "ipcbench/transport.hpp"
#include "os/fd.hpp"

namespace ipcbench::channels {

/// Both ends loan private memory; send() writes it out, receive() reads it in. A stream's end is known by the shape.
/// Receiving nothing new until release() is the stream's own doing: it blocks the sender when it is full.
std::unique_ptr<Channel> byte_stream(Shape shape, os::Fd write_end, os::Fd read_end, Settings settings);

}  // namespace ipcbench::channels
