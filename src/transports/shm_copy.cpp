// Shared memory with a plain memcpy in: the producer has the matrix in memory of its own, the consumer reads in place.

#include <cstring>

#include "channels/private_matrix.hpp"
#include "channels/slot_channel.hpp"

namespace ipcbench {
namespace {

class CopyingSender final : public Sender {
 public:
  explicit CopyingSender(channels::Slot slot) : matrix_(slot.matrix().shape), slot_(std::move(slot)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    os::sleep_until(slot_.turn(), channels::Slot::empty);
    std::memcpy(slot_.matrix().data, matrix_.view().data, matrix_.bytes().size());
    os::store_and_wake(slot_.turn(), channels::Slot::full);
  }

 private:
  channels::PrivateMatrix matrix_;
  channels::Slot slot_;
};

std::unique_ptr<Channel> open_shm_copy(Shape shape) {
  channels::Slot slot(shape, os::shared_memory(channels::Slot::bytes_for(shape)));
  return std::make_unique<channels::SlotChannel<CopyingSender, channels::Sleeping>>(std::move(slot), Settings{});
}

const Registration registered({
    .key = "shm_copy",
    .label = "Shared memory, copied in",
    .family = Family::shared_memory,
    .copies = 1,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_shm_copy>,
    .open = open_shm_copy,
});

}  // namespace
}  // namespace ipcbench
