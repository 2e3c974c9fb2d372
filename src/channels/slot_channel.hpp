/// Channels over one slot of shared memory: written in place or copied in, awaited asleep or spinning.
#pragma once

#include "channels/slot.hpp"
#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// Waits by sleeping on the word.
struct Sleeping {
  static void wait(const os::Word& word, std::uint32_t value) { os::sleep_until(word, value); }
  static void set(os::Word& word, std::uint32_t value) { os::store_and_wake(word, value); }
};

/// Waits by spinning on the word.
struct Spinning {
  static void wait(const os::Word& word, std::uint32_t value) { os::spin_until(word, value); }
  static void set(os::Word& word, std::uint32_t value) { word.store(value, std::memory_order_release); }
};

/// Loans the slot itself; send() only publishes.
template <typename Wait>
class InPlaceSender final : public Sender {
 public:
  explicit InPlaceSender(Slot slot) : slot_(std::move(slot)) {}
  MatrixView loan() override {
    Wait::wait(slot_.turn(), Slot::empty);
    return slot_.matrix();
  }
  void send() override { Wait::set(slot_.turn(), Slot::full); }

 private:
  Slot slot_;
};

/// Reads in the slot.
template <typename Wait>
class InPlaceReceiver final : public Receiver {
 public:
  explicit InPlaceReceiver(Slot slot) : slot_(std::move(slot)) {}
  ConstMatrixView receive() override {
    Wait::wait(slot_.turn(), Slot::full);
    return slot_.const_matrix();
  }
  void release() override { Wait::set(slot_.turn(), Slot::empty); }

 private:
  Slot slot_;
};

/// `SlotSender` is built from the slot; the receiver always reads in place.
template <typename SlotSender, typename Wait>
class SlotChannel final : public Channel {
 public:
  SlotChannel(Slot slot, Settings settings) : slot_(std::move(slot)), settings_(std::move(settings)) {}
  std::unique_ptr<Sender> keep_sender() override { return std::make_unique<SlotSender>(std::move(slot_)); }
  std::unique_ptr<Receiver> keep_receiver() override {
    return std::make_unique<InPlaceReceiver<Wait>>(std::move(slot_));
  }
  Settings settings() const override { return settings_; }

 private:
  Slot slot_;
  Settings settings_;
};

}  // namespace ipcbench::channels
