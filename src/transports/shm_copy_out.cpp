// Shared memory, copied in by the producer and out by the consumer, which then has a matrix of its own.

#include <cstring>

#include "channels/copied_in.hpp"

namespace ipcbench {
namespace {

class CopyingReceiver final : public Receiver {
 public:
  explicit CopyingReceiver(channels::Slot slot) : matrix_(slot.matrix().shape), slot_(std::move(slot)) {}
  ConstMatrixView receive() override {
    channels::Sleeping::wait(slot_.turn(), channels::Slot::full);
    std::memcpy(matrix_.bytes().data(), slot_.matrix().data, matrix_.bytes().size());
    channels::Sleeping::set(slot_.turn(), channels::Slot::empty);
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  channels::Slot slot_;
};

std::unique_ptr<Channel> open_shm_copy_out(Shape shape) {
  channels::Slot slot(shape, os::shared_memory(channels::Slot::bytes_for(shape)));
  return std::make_unique<channels::SlotChannel>(
      std::move(slot),
      [](channels::Slot kept) {
        return std::make_unique<channels::CopyingSender>(std::move(kept), channels::find_copy_method("memcpy"));
      },
      [](channels::Slot kept) { return std::make_unique<CopyingReceiver>(std::move(kept)); }, channels::in_dev_shm());
}

const Registration registered({
    .key = "shm_copy_out",
    .label = "Shared memory, copied in and out",
    .family = Family::shared_memory,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .open = open_shm_copy_out,
});

}  // namespace
}  // namespace ipcbench
