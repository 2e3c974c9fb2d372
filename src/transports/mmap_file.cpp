// A file mapped by both processes, written and read in place; a futex wakes the consumer.

#include "channels/slot_channel.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_mmap_file(Shape shape) {
  const std::size_t bytes = channels::Slot::bytes_for(shape);
  const Fd file = os::temporary_file(bytes);
  Settings settings{{"file_system", os::file_system_of(file)}};
  return channels::in_place<channels::Sleeping>(shape, Mapping::of_file(file, bytes), std::move(settings));
}

const Registration registered({
    .key = "mmap_file",
    .label = "Mapped file, in place",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_mmap_file,
});

}  // namespace
}  // namespace ipcbench
