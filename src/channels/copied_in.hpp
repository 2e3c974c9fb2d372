/// A channel that copies the matrix into shared memory, where the consumer reads it.
#pragma once

#include "channels/copy_method.hpp"
#include "channels/slot_channel.hpp"
#include "ipcbench/private_matrix.hpp"

namespace ipcbench::channels {

/// Copies from private memory into the slot, asleep while it waits for it.
class CopyingSender final : public Sender {
 public:
  CopyingSender(Slot slot, const CopyMethod& copy)
      : matrix_(slot.matrix().shape), slot_(std::move(slot)), copy_(copy) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    Sleeping::wait(slot_.turn(), Slot::empty);
    copy_.run(slot_.matrix().bytes(), matrix_.bytes());
    Sleeping::set(slot_.turn(), Slot::full);
  }

 private:
  PrivateMatrix matrix_;
  Slot slot_;
  const CopyMethod& copy_;
};

/// In POSIX shared memory. Throws SystemError when /dev/shm is too small.
inline std::unique_ptr<Channel> copied_in(Shape shape, const CopyMethod& copy, Settings settings) {
  return std::make_unique<SlotChannel>(
      Slot(shape, os::shared_memory(Slot::bytes_for(shape))),
      [&copy](Slot slot) { return std::make_unique<CopyingSender>(std::move(slot), copy); },
      [](Slot slot) { return std::make_unique<InPlaceReceiver<Sleeping>>(std::move(slot)); }, std::move(settings));
}

}  // namespace ipcbench::channels
