// A POSIX message queue with as large messages as the limits allow, and the sizes among these that a sweep finds.

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "channels/queue_channel.hpp"
#include "os/integers.hpp"
#include "os/posix_queue.hpp"

namespace ipcbench {
namespace {

/// Where Linux has no message queues there is no such file: opening one tells why.
std::size_t limit(const char* name, std::size_t usual) {
  try {
    return static_cast<std::size_t>(os::read_integer(std::string("/proc/sys/fs/mqueue/") + name));
  } catch (const Error&) {
    return usual;
  }
}

/// The largest messages first, and of each size as many as the limit of queue memory has room for, or as msg_max gives
/// to everybody: what lies beyond msgsize_max and msg_max is for the privileged.
std::vector<Tuning> queue_tunings(Shape) {
  constexpr std::size_t kib = 1024, bookkeeping_bytes = 128;  // of Linux, per message (mq_overview(7))
  const std::size_t queue_bytes = os::raised_queue_limit_bytes(), msgsize_max = limit("msgsize_max", 8 * kib);
  std::set<std::size_t, std::greater<>> sizes{1024 * kib, 256 * kib, 64 * kib, msgsize_max,
                                              limit("msgsize_default", 8 * kib)};
  std::vector<Tuning> all;
  for (const std::size_t message_bytes : sizes) {
    const std::size_t room = std::min<std::size_t>(queue_bytes / (message_bytes + bookkeeping_bytes), 64);
    for (const std::size_t messages : std::set{room, std::min(room, limit("msg_max", 10))}) {
      if (messages > 0) all.push_back({.buffer_bytes = messages * message_bytes, .piece_bytes = message_bytes});
    }
  }
  // With no room at all, to be told why it is refused.
  if (all.empty()) all.push_back({.buffer_bytes = msgsize_max, .piece_bytes = msgsize_max});
  return all;
}

std::unique_ptr<Channel> open_posix_mq(Shape shape, const Tuning& tuning) {
  auto queue = os::PosixQueue::with_sizes(tuning.buffer_bytes / tuning.piece_bytes, tuning.piece_bytes);
  return channels::queue_channel(shape, std::move(queue));
}

const Registration registered({
    .key = "posix_mq_tuned",
    .label = "POSIX message queue, tuned",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = queue_tunings,
    .open_tuned = open_posix_mq,
});

}  // namespace
}  // namespace ipcbench
