// A ring of slots in shared memory: producer and consumer copy at the same time, sleeping where a wait is long.

#include "channels/ring.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_ring(Shape shape, const Tuning& tuning) {
  return std::make_unique<channels::RingChannel<os::SleepingCounter>>(shape, tuning, channels::Delivery::whole);
}

const Registration registered({
    .key = "shm_ring",
    .label = "Shared-memory ring",
    .family = Family::shared_memory,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = channels::ring_tunings,
    .open_tuned = open_shm_ring,
});

}  // namespace
}  // namespace ipcbench
