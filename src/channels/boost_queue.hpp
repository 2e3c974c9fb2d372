/// A Boost.Interprocess message_queue: a queue in shared memory.
#pragma once

#include <memory>
#include <span>

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/ipc/message_queue.hpp>

#include "channels/boost.hpp"
#include "ipcbench/waiting.hpp"

namespace ipcbench::channels {

/// Made, opened and unlinked at once; children inherit the mapping.
class BoostQueue {
  using Queue = boost::interprocess::message_queue;

 public:
  BoostQueue(std::size_t messages, std::size_t message_bytes) {
    const BoostName name(2 * messages * message_bytes);  // and room for headers
    queue_ = std::make_unique<Queue>(boost::interprocess::create_only, name.c_str(), messages, message_bytes);
    name.reserve();
  }

  std::size_t message_bytes() const { return queue_->get_max_msg_size(); }
  std::size_t messages() const { return queue_->get_max_msg(); }

  void send(std::span<const std::byte> message) const {
    const auto* const data = message.data();
    const std::size_t size = message.size();
    if (with_boost_lock([&] { return queue_->try_send(data, size, 0); })) return;
    do {
      check_wait();
    } while (!with_boost_lock([&] { return queue_->timed_send(data, size, 0, boost_slice_end()); }));
  }

  std::size_t receive(std::span<std::byte> buffer) const {
    auto* const data = buffer.data();
    const std::size_t size = buffer.size();
    Queue::size_type received = 0;
    unsigned priority = 0;
    if (with_boost_lock([&] { return queue_->try_receive(data, size, received, priority); })) return received;
    do {
      check_wait();
    } while (
        !with_boost_lock([&] { return queue_->timed_receive(data, size, received, priority, boost_slice_end()); }));
    return received;
  }

 private:
  std::unique_ptr<Queue> queue_;
};

}  // namespace ipcbench::channels
