// Shared memory, copied in by the way of copying that a sweep finds the fastest.

#include "channels/copied_in.hpp"

namespace ipcbench {
namespace {

std::vector<Tuning> copy_tunings(Shape) {
  std::vector<Tuning> all;
  for (const channels::CopyMethod& copy : channels::copy_methods()) all.insert(all.begin(), {.method = copy.key});
  return all;
}

std::unique_ptr<Channel> open_shm_copy(Shape shape, const Tuning& tuning) {
  return channels::copied_in(shape, channels::find_copy_method(tuning.method), {{"copy", std::string(tuning.method)}});
}

const Registration registered({
    .key = "shm_copy_tuned",
    .label = "Shared memory, copied in, tuned",
    .family = Family::shared_memory,
    .copies = 1,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .tunings = copy_tunings,
    .open_tuned = open_shm_copy,
});

}  // namespace
}  // namespace ipcbench
