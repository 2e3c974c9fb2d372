// A pair of Unix-domain sockets that keep messages apart, in a connection (SOCK_SEQPACKET).

#include <sys/socket.h>

#include "channels/message_sockets.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_unix_seqpacket(Shape shape, const Tuning& tuning) {
  return channels::message_sockets(shape, SOCK_SEQPACKET, tuning);
}

const Registration registered({
    .key = "unix_seqpacket",
    .label = "Unix seqpacket socket",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = channels::message_tunings,
    .open_tuned = open_unix_seqpacket,
});

}  // namespace
}  // namespace ipcbench
