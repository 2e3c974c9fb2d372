// Boost.Interprocess message_queue: a queue in shared memory, with the default sizes of a POSIX queue.

#include "channels/boost_queue.hpp"
#include "channels/queue_channel.hpp"
#include "channels/shared_settings.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_boost_mq(Shape shape) {
  constexpr std::size_t messages = 10;
  constexpr std::size_t message_bytes = 8192;
  return channels::queue_channel(shape, channels::BoostQueue(messages, message_bytes), channels::in_dev_shm());
}

const Registration registered({
    .key = "boost_mq",
    .label = "Boost message queue",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_boost_mq,
});

}  // namespace
}  // namespace ipcbench
