// Shared memory, written and read in place; both sides spin on a word instead of sleeping.

#include "channels/slot_channel.hpp"

namespace ipcbench {
namespace {

using channels::Spinning;

std::unique_ptr<Channel> open_shm_in_place_spin(Shape shape) {
  channels::Slot slot(shape, os::shared_memory(channels::Slot::bytes_for(shape)));
  return std::make_unique<channels::SlotChannel<channels::InPlaceSender<Spinning>, Spinning>>(std::move(slot),
                                                                                              Settings{});
}

const Registration registered({
    .key = "shm_in_place_spin",
    .label = "Shared memory, in place, spinning",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::spinning,
    .probe = probe_by_opening<open_shm_in_place_spin>,
    .open = open_shm_in_place_spin,
});

}  // namespace
}  // namespace ipcbench
