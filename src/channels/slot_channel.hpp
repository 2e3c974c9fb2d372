/// Channels over one slot of shared memory: written in place or copied in, awaited asleep or spinning.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "channels/shared_settings.hpp"
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

/// Hands the slot to the end that it makes.
class SlotChannel final : public Channel {
 public:
  using MakeSender = std::function<std::unique_ptr<Sender>(Slot)>;
  using MakeReceiver = std::function<std::unique_ptr<Receiver>(Slot)>;

  SlotChannel(Slot slot, MakeSender make_sender, MakeReceiver make_receiver, Settings settings)
      : slot_(std::move(slot)),
        make_sender_(std::move(make_sender)),
        make_receiver_(std::move(make_receiver)),
        settings_(std::move(settings)) {}
  std::unique_ptr<Sender> keep_sender() override { return make_sender_(std::move(slot_)); }
  std::unique_ptr<Receiver> keep_receiver() override { return make_receiver_(std::move(slot_)); }
  Settings settings() const override { return settings_; }

 private:
  Slot slot_;
  MakeSender make_sender_;
  MakeReceiver make_receiver_;
  Settings settings_;
};

/// Written and read in place.
template <typename Wait>
std::unique_ptr<Channel> in_place(Slot slot, Settings settings) {
  return std::make_unique<SlotChannel>(
      std::move(slot), [](Slot own) { return std::make_unique<InPlaceSender<Wait>>(std::move(own)); },
      [](Slot own) { return std::make_unique<InPlaceReceiver<Wait>>(std::move(own)); }, std::move(settings));
}

/// In memory of Slot::bytes_for(shape) bytes that both processes share.
template <typename Wait>
std::unique_ptr<Channel> in_place(Shape shape, Mapping memory, Settings settings) {
  return in_place<Wait>(Slot(shape, std::move(memory)), std::move(settings));
}

/// Likewise, in POSIX shared memory. Throws SystemError when /dev/shm is too small.
template <typename Wait>
std::unique_ptr<Channel> in_place(Shape shape) {
  return in_place<Wait>(shape, os::shared_memory(Slot::bytes_for(shape)), in_dev_shm());
}

/// One matrix in POSIX shared memory, of which each consumer sees its part.
template <typename Wait>
std::vector<std::unique_ptr<Channel>> shared_in_place(Shape shape, const std::vector<Part>& parts) {
  const auto memory = std::make_shared<Mapping>(os::shared_memory(Slot::bytes_for(shape, parts.size())));
  std::vector<std::unique_ptr<Channel>> channels;
  for (const Part& part : parts) {
    Slot slot({part.rows, shape.cols}, memory, channels.size(), parts.size(), part.first_row);
    channels.push_back(in_place<Wait>(std::move(slot), in_dev_shm()));
  }
  return channels;
}

}  // namespace ipcbench::channels
