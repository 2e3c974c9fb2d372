// TCP over the loopback interface, with TCP_NODELAY and the buffers and the write size that a sweep finds.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

/// 0 leaves the buffers to the kernel, which grows them as it sees fit; a fixed size ends that.
std::vector<Tuning> socket_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  std::vector<Tuning> all;
  for (const std::size_t buffer_bytes : {1024 * kib, 0 * kib, 4096 * kib}) {
    for (const std::size_t write_bytes : {256 * kib, 1024 * kib}) {
      all.push_back({.buffer_bytes = buffer_bytes, .piece_bytes = write_bytes});
    }
  }
  return all;
}

std::unique_ptr<Channel> open_tcp_loopback(Shape shape, const Tuning& tuning) {
  auto [producer_end, consumer_end] = os::tcp_pair({tuning.buffer_bytes});
  Settings settings{{"sndbuf_bytes", os::socket_buffer_bytes(producer_end, SO_SNDBUF)},
                    {"rcvbuf_bytes", os::socket_buffer_bytes(consumer_end, SO_RCVBUF)},
                    {"nodelay", 1}};
  return channels::byte_stream(shape, {std::move(producer_end), std::move(consumer_end)}, std::move(settings),
                               tuning.piece_bytes);
}

const Registration registered({
    .key = "tcp_loopback_tuned",
    .label = "TCP on loopback, tuned",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_likeliest<socket_tunings, open_tcp_loopback>>,
    .open = open_likeliest<socket_tunings, open_tcp_loopback>,
    .tunings = socket_tunings,
    .open_tuned = open_tcp_loopback,
});

}  // namespace
}  // namespace ipcbench
