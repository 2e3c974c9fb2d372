// A POSIX message queue with the sizes that every program gets: ten messages of 8 KiB.

#include "channels/queue_channel.hpp"
#include "os/posix_queue.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_posix_mq(Shape shape) {
  return channels::queue_channel(shape, os::PosixQueue::with_defaults());
}

const Registration registered({
    .key = "posix_mq",
    .label = "POSIX message queue",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_posix_mq,
});

}  // namespace
}  // namespace ipcbench
