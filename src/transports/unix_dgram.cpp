// A pair of Unix-domain datagram sockets: reliable and in order, as unix(7) promises.

#include <sys/socket.h>

#include "channels/message_sockets.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_unix_dgram(Shape shape, const Tuning& tuning) {
  return channels::message_sockets(shape, SOCK_DGRAM, tuning);
}

const Registration registered({
    .key = "unix_dgram",
    .label = "Unix datagram socket",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = channels::message_tunings,
    .open_tuned = open_unix_dgram,
});

}  // namespace
}  // namespace ipcbench
