// Boost.Interprocess message_queue with the sizes that a sweep finds.

#include "channels/boost_queue.hpp"
#include "channels/queue_channel.hpp"
#include "channels/shared_settings.hpp"

namespace ipcbench {
namespace {

std::vector<Tuning> queue_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{4096 * kib, 1024 * kib}, {2048 * kib, 256 * kib}, {1024 * kib, 64 * kib}, {512 * kib, 32 * kib}};
}

std::unique_ptr<Channel> open_boost_mq(Shape shape, const Tuning& tuning) {
  channels::BoostQueue queue(tuning.buffer_bytes / tuning.piece_bytes, tuning.piece_bytes);
  return channels::queue_channel(shape, std::move(queue), channels::in_dev_shm());
}

const Registration registered({
    .key = "boost_mq_tuned",
    .label = "Boost message queue, tuned",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = queue_tunings,
    .open_tuned = open_boost_mq,
});

}  // namespace
}  // namespace ipcbench
