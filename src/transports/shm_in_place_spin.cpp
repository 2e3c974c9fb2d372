// Shared memory, written and read in place; both sides spin on a word instead of sleeping.

#include "channels/slot_channel.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_in_place_spin(Shape shape) { return channels::in_place<channels::Spinning>(shape); }

const Registration registered({
    .key = "shm_in_place_spin",
    .label = "Shared memory, in place, spinning",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::spinning,
    .open = open_shm_in_place_spin,
    .open_shared = channels::shared_in_place<channels::Spinning>,
});

}  // namespace
}  // namespace ipcbench
