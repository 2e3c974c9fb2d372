// TCP over the loopback interface, with TCP_NODELAY and the buffers that every program gets (the kernel grows them).

#include <sys/socket.h>

#include "channels/byte_stream.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_tcp_loopback(Shape shape) {
  auto [producer_end, consumer_end] = os::tcp_pair();
  Settings settings{{"sndbuf_bytes", os::socket_buffer_bytes(producer_end, SO_SNDBUF)},
                    {"rcvbuf_bytes", os::socket_buffer_bytes(consumer_end, SO_RCVBUF)},
                    {"nodelay", 1}};
  return channels::byte_stream(shape, {std::move(producer_end), std::move(consumer_end)}, std::move(settings));
}

const Registration registered({
    .key = "tcp_loopback",
    .label = "TCP on loopback",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_tcp_loopback>,
    .open = open_tcp_loopback,
});

}  // namespace
}  // namespace ipcbench
