// A pair of connected Unix-domain stream sockets with the buffers and the write size that a sweep finds.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

/// A Unix-domain socket is bounded by the sender's buffer alone; 0 leaves it as it is.
std::vector<Tuning> socket_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  std::vector<Tuning> all;
  for (const std::size_t buffer_bytes : {512 * kib, 0 * kib, 4096 * kib}) {
    for (const std::size_t write_bytes : {256 * kib, 1024 * kib}) {
      all.push_back({.buffer_bytes = buffer_bytes, .piece_bytes = write_bytes});
    }
  }
  return all;
}

std::unique_ptr<Channel> open_unix_stream(Shape shape, const Tuning& tuning) {
  auto [producer_end, consumer_end] = os::unix_pair(SOCK_STREAM);
  os::set_buffers(producer_end, {tuning.buffer_bytes});
  os::set_buffers(consumer_end, {tuning.buffer_bytes});
  Settings settings{{"sndbuf_bytes", os::socket_buffer_bytes(producer_end, SO_SNDBUF)},
                    {"rcvbuf_bytes", os::socket_buffer_bytes(consumer_end, SO_RCVBUF)}};
  return channels::byte_stream(shape, {std::move(producer_end), std::move(consumer_end)}, std::move(settings),
                               tuning.piece_bytes);
}

const Registration registered({
    .key = "unix_stream_tuned",
    .label = "Unix stream socket, tuned",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_likeliest<socket_tunings, open_unix_stream>>,
    .open = open_likeliest<socket_tunings, open_unix_stream>,
    .tunings = socket_tunings,
    .open_tuned = open_unix_stream,
});

}  // namespace
}  // namespace ipcbench
