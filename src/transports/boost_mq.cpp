// Boost.Interprocess message_queue: a queue in shared memory, with the default sizes of a POSIX queue.

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/ipc/message_queue.hpp>

#include "channels/boost.hpp"
#include "channels/pieces.hpp"
#include "os/watch.hpp"

namespace ipcbench {
namespace {

namespace bip = boost::interprocess;

constexpr std::size_t default_messages = 10;
constexpr std::size_t default_message_bytes = 8192;

/// Made, opened and unlinked at once; children inherit the mapping.
class BoostQueue {
 public:
  BoostQueue() {
    const channels::BoostName name(2 * default_messages * default_message_bytes);  // and room for headers
    queue_ =
        std::make_unique<bip::message_queue>(bip::create_only, name.c_str(), default_messages, default_message_bytes);
    name.reserve();
  }

  std::size_t message_bytes() const { return queue_->get_max_msg_size(); }
  std::size_t messages() const { return queue_->get_max_msg(); }

  void send(std::span<const std::byte> message) const {
    const auto* const data = message.data();
    const std::size_t size = message.size();
    if (channels::with_boost_lock([&] { return queue_->try_send(data, size, 0); })) return;
    do {
      os::check_wait();
    } while (
        !channels::with_boost_lock([&] { return queue_->timed_send(data, size, 0, channels::boost_slice_end()); }));
  }

  std::size_t receive(std::span<std::byte> buffer) const {
    auto* const data = buffer.data();
    const std::size_t size = buffer.size();
    bip::message_queue::size_type received = 0;
    unsigned priority = 0;
    if (channels::with_boost_lock([&] { return queue_->try_receive(data, size, received, priority); })) return received;
    do {
      os::check_wait();
    } while (!channels::with_boost_lock(
        [&] { return queue_->timed_receive(data, size, received, priority, channels::boost_slice_end()); }));
    return received;
  }

 private:
  std::unique_ptr<bip::message_queue> queue_;
};

std::unique_ptr<Channel> open_boost_mq(Shape shape) {
  BoostQueue queue;
  Settings settings{{"message_bytes", static_cast<std::int64_t>(queue.message_bytes())},
                    {"messages", static_cast<std::int64_t>(queue.messages())}};
  return std::make_unique<channels::Pieces<BoostQueue>>(shape, std::move(queue), std::move(settings));
}

const Registration registered({
    .key = "boost_mq",
    .label = "Boost message queue",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_boost_mq>,
    .open = open_boost_mq,
});

}  // namespace
}  // namespace ipcbench
