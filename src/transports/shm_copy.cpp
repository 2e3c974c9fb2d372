// Shared memory with a plain memcpy in: the producer has the matrix in memory of its own, the consumer reads in place.

#include "channels/copied_in.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_shm_copy(Shape shape) {
  return channels::copied_in(shape, channels::find_copy_method("memcpy"), {});
}

const Registration registered({
    .key = "shm_copy",
    .label = "Shared memory, copied in",
    .family = Family::shared_memory,
    .copies = 1,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_shm_copy,
});

}  // namespace
}  // namespace ipcbench
