// A System V message queue with the sizes that every program gets: messages of 8 KiB, two at a time.

#include "channels/queue_channel.hpp"
#include "os/sysv.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_sysv_mq(Shape shape) {
  auto queue = os::SysvQueue::with_defaults();
  Settings settings{{"message_bytes", static_cast<std::int64_t>(queue.message_bytes())},
                    {"queue_bytes", static_cast<std::int64_t>(queue.queue_bytes())}};
  return std::make_unique<channels::QueueChannel<os::SysvQueue>>(shape, std::move(queue), std::move(settings));
}

const Registration registered({
    .key = "sysv_mq",
    .label = "System V message queue",
    .family = Family::message_queue,
    .copies = 4,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_sysv_mq,
});

}  // namespace
}  // namespace ipcbench
