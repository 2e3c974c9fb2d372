// A FIFO, which is a pipe with a name: made in the folder for temporary files and unlinked at once.

#include "channels/byte_stream.hpp"
#include "os/pipe.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_fifo(Shape shape) { return channels::pipe_stream(shape, os::make_fifo()); }

const Registration registered({
    .key = "fifo",
    .label = "FIFO",
    .family = Family::pipe,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_fifo,
});

}  // namespace
}  // namespace ipcbench
