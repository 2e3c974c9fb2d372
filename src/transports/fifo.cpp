// A FIFO, which is a pipe with a name: made in the folder for temporary files and unlinked at once.

#include "channels/byte_stream.hpp"
#include "os/pipe.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_fifo(Shape shape) {
  auto [read_end, write_end] = os::make_fifo();
  Settings settings{{"pipe_bytes", os::pipe_bytes(write_end)}};
  return channels::byte_stream(shape, {std::move(write_end), std::move(read_end)}, std::move(settings));
}

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
