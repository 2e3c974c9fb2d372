// System V shared memory, written and read in place; a futex wakes the consumer.

#include "channels/slot_channel.hpp"
#include "os/sysv.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_sysv_shm(Shape shape) {
  return channels::in_place<channels::Sleeping>(shape, os::sysv_shared_memory(channels::Slot::bytes_for(shape)), {});
}

const Registration registered({
    .key = "sysv_shm",
    .label = "System V shared memory, in place",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_sysv_shm,
});

}  // namespace
}  // namespace ipcbench
