// A POSIX message queue with as large messages as the limits allow, and the sizes among these that a sweep finds.

#include <algorithm>

#include "channels/pieces.hpp"
#include "os/message_queue.hpp"

namespace ipcbench {
namespace {

/// The largest messages first, and of each size as many as the limit of queue memory has room for.
std::vector<Tuning> queue_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  constexpr std::size_t bookkeeping_bytes = 128;  // of the kernel, per message (mq_overview(7), getrlimit(2))
  const std::size_t limit_bytes = os::raised_queue_limit_bytes();
  std::vector<Tuning> all;
  for (const std::size_t message_bytes : {1024 * kib, 256 * kib, 128 * kib, 64 * kib, 16 * kib, 8 * kib}) {
    const std::size_t room = limit_bytes / (message_bytes + bookkeeping_bytes);
    // Ten is all that a user gets without CAP_SYS_RESOURCE; more than 64 fill no need.
    for (const std::size_t messages : {std::min<std::size_t>(room, 64), std::min<std::size_t>(room, 10)}) {
      if (messages > 0) all.push_back({.buffer_bytes = messages * message_bytes, .piece_bytes = message_bytes});
    }
  }
  if (all.empty()) all.push_back({.buffer_bytes = 8 * kib, .piece_bytes = 8 * kib});  // to be told why it is refused
  return all;
}

std::unique_ptr<Channel> open_posix_mq(Shape shape, const Tuning& tuning) {
  auto queue = os::MessageQueue::with_sizes(tuning.buffer_bytes / tuning.piece_bytes, tuning.piece_bytes);
  Settings settings{{"message_bytes", static_cast<std::int64_t>(queue.message_bytes())},
                    {"messages", static_cast<std::int64_t>(queue.messages())}};
  return std::make_unique<channels::Pieces<os::MessageQueue>>(shape, std::move(queue), std::move(settings));
}

const Registration registered({
    .key = "posix_mq_tuned",
    .label = "POSIX message queue, tuned",
    .family = Family::message_queue,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_likeliest<queue_tunings, open_posix_mq>>,
    .open = open_likeliest<queue_tunings, open_posix_mq>,
    .tunings = queue_tunings,
    .open_tuned = open_posix_mq,
});

}  // namespace
}  // namespace ipcbench
