// A pipe at its best: a larger buffer, and the write size that a sweep finds.

#include "channels/byte_stream.hpp"
#include "os/pipe.hpp"

namespace ipcbench {
namespace {

std::vector<Tuning> pipe_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  std::vector<Tuning> all;
  for (const std::size_t pipe_bytes : {1024 * kib, 256 * kib}) {
    for (const std::size_t write_bytes : {64 * kib, 4 * kib, 1024 * kib}) {
      all.push_back({.buffer_bytes = pipe_bytes, .piece_bytes = write_bytes});
    }
  }
  return all;
}

std::unique_ptr<Channel> open_pipe(Shape shape, const Tuning& tuning) {
  auto [read_end, write_end] = os::make_pipe();
  os::set_pipe_bytes(write_end, tuning.buffer_bytes);
  Settings settings{{"pipe_bytes", os::pipe_bytes(write_end)}};
  return channels::byte_stream(shape, {std::move(write_end), std::move(read_end)}, std::move(settings),
                               tuning.piece_bytes);
}

const Registration registered({
    .key = "pipe_tuned",
    .label = "Pipe, tuned",
    .family = Family::pipe,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_likeliest<pipe_tunings, open_pipe>>,
    .open = open_likeliest<pipe_tunings, open_pipe>,
    .tunings = pipe_tunings,
    .open_tuned = open_pipe,
});

}  // namespace
}  // namespace ipcbench
