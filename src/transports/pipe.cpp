// A pipe as every program gets it: 64 KiB of buffer, one write() of the whole matrix.

#include "os/pipe.hpp"

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_pipe(Shape shape) {
  auto [read_end, write_end] = os::make_pipe();
  Settings settings{{"pipe_bytes", os::pipe_bytes(write_end)}};
  return channels::byte_stream(shape, {std::move(write_end), std::move(read_end)}, std::move(settings));
}

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
