// Shared memory, written and read in place; a futex wakes the consumer.

#include "channels/slot_channel.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_in_place(Shape shape) { return channels::in_place<channels::Sleeping>(shape); }

const Registration registered({
    .key = "shm_in_place",
    .label = "Shared memory, in place",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_shm_in_place,
    .open_shared = channels::shared_in_place<channels::Sleeping>,
});

}  // namespace
}  // namespace ipcbench
