// A pipe at its best: a larger buffer, and the write size that a sweep finds.

#include "channels/byte_stream.hpp"
#include "os/pipe.hpp"

namespace ipcbench {
namespace {

std::vector<Tuning> pipe_tunings(Shape) { return channels::buffers_and_writes({1024, 256}, {64, 4, 1024}); }

std::unique_ptr<Channel> open_pipe(Shape shape, const Tuning& tuning) {
  os::Pipe pipe = os::make_pipe();
  os::set_pipe_bytes(pipe.write_end, tuning.buffer_bytes);
  return channels::pipe_stream(shape, std::move(pipe), tuning.piece_bytes);
}

const Registration registered({
    .key = "pipe_tuned",
    .label = "Pipe, tuned",
    .family = Family::pipe,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = pipe_tunings,
    .open_tuned = open_pipe,
});

}  // namespace
}  // namespace ipcbench
