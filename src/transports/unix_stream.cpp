// A pair of connected Unix-domain stream sockets with the buffers that every program gets.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_unix_stream(Shape shape) {
  return channels::socket_stream(shape, os::unix_pair(SOCK_STREAM));
}

const Registration registered({
    .key = "unix_stream",
    .label = "Unix stream socket",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_unix_stream,
});

}  // namespace
}  // namespace ipcbench
