// The ring of shm_ring, with the kernel running over each slot while the next one travels.

#include "channels/ring.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_ring_stream(Shape shape, const Tuning& tuning) {
  return std::make_unique<channels::RingChannel<os::SleepingCounter>>(shape, tuning, channels::Delivery::streamed);
}

const Registration registered({
    .key = "shm_ring_stream",
    .label = "Shared-memory ring, streaming",
    .family = Family::shared_memory,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .overlapped = true,
    .tunings = channels::ring_tunings,
    .open_tuned = open_shm_ring_stream,
});

}  // namespace
}  // namespace ipcbench
