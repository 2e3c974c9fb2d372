// TCP over the loopback interface, with TCP_NODELAY and the buffers that every program gets (Linux grows them).

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_tcp_loopback(Shape shape) { return channels::tcp_stream(shape); }

const Registration registered({
    .key = "tcp_loopback",
    .label = "TCP on loopback",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_tcp_loopback,
});

}  // namespace
}  // namespace ipcbench
