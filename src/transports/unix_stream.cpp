// A pair of connected Unix-domain stream sockets with the buffers that every program gets.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_unix_stream(Shape shape) {
  auto [producer_end, consumer_end] = os::unix_pair(SOCK_STREAM);
  Settings settings{{"sndbuf_bytes", os::socket_buffer_bytes(producer_end, SO_SNDBUF)},
                    {"rcvbuf_bytes", os::socket_buffer_bytes(consumer_end, SO_RCVBUF)}};
  return channels::byte_stream(shape, {std::move(producer_end), std::move(consumer_end)}, std::move(settings));
}

const Registration registered({
    .key = "unix_stream",
    .label = "Unix stream socket",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_unix_stream>,
    .open = open_unix_stream,
});

}  // namespace
}  // namespace ipcbench
