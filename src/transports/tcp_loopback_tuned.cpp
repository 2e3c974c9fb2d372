// TCP over the loopback interface, with TCP_NODELAY and the buffers and the write size that a sweep finds.

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

/// 0 leaves the buffers to Linux, which grows them as it sees fit; a fixed size ends that.
std::vector<Tuning> socket_tunings(Shape) { return channels::buffers_and_writes({1024, 0, 4096}, {256, 1024}); }

std::unique_ptr<Channel> open_tcp_loopback(Shape shape, const Tuning& tuning) {
  return channels::tcp_stream(shape, {tuning.buffer_bytes}, tuning.piece_bytes);
}

const Registration registered({
    .key = "tcp_loopback_tuned",
    .label = "TCP on loopback, tuned",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = socket_tunings,
    .open_tuned = open_tcp_loopback,
});

}  // namespace
}  // namespace ipcbench
