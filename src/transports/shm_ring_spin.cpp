// A ring of slots in shared memory: producer and consumer copy at the same time, spinning while they wait.

#include "channels/ring.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_ring_spin(Shape shape, const Tuning& tuning) {
  return std::make_unique<channels::RingChannel<os::SpinningCounter>>(shape, tuning, channels::Delivery::whole);
}

const Registration registered({
    .key = "shm_ring_spin",
    .label = "Shared-memory ring, spinning",
    .family = Family::shared_memory,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::spinning,
    .tunings = channels::ring_tunings,
    .open_tuned = open_shm_ring_spin,
});

}  // namespace
}  // namespace ipcbench
