// A pipe as every program gets it: 64 KiB of buffer, one write() of the whole matrix.

#include "os/pipe.hpp"

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_pipe(Shape shape) { return channels::pipe_stream(shape, os::make_pipe()); }

const Registration registered({
    .key = "pipe",
    .label = "Pipe",
    .family = Family::pipe,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_pipe,
});

}  // namespace
}  // namespace ipcbench
