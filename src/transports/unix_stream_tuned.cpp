// A pair of connected Unix-domain stream sockets with the buffers and the write size that a sweep finds.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

/// A Unix-domain socket is bounded by the sender's buffer alone; 0 leaves it as it is.
std::vector<Tuning> socket_tunings(Shape) { return channels::buffers_and_writes({512, 0, 4096}, {256, 1024}); }

std::unique_ptr<Channel> open_unix_stream(Shape shape, const Tuning& tuning) {
  os::SocketPair ends = os::unix_pair(SOCK_STREAM);
  os::set_buffers(ends.first, {tuning.buffer_bytes});
  os::set_buffers(ends.second, {tuning.buffer_bytes});
  return channels::socket_stream(shape, std::move(ends), {}, tuning.piece_bytes);
}

const Registration registered({
    .key = "unix_stream_tuned",
    .label = "Unix stream socket, tuned",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = socket_tunings,
    .open_tuned = open_unix_stream,
});

}  // namespace
}  // namespace ipcbench
