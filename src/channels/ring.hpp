/// A ring of slots in shared memory, for one producer and one consumer: both copy at the same time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

#include "channels/shared_settings.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/private_matrix.hpp"
#include "ipcbench/transport.hpp"
#include "os/futex.hpp"
#include "os/shared_memory.hpp"

namespace ipcbench::channels {

/// The slots, and two counters: how many have been filled and drained so far, modulo 2^32.
/// `Counter` is os::SleepingCounter or os::SpinningCounter.
template <typename Counter>
class Ring {
 public:
  /// Throws SystemError when /dev/shm is too small.
  Ring(std::size_t slots, std::size_t slot_bytes)
      : memory_(os::shared_memory(2 * sizeof(Counter) + slots * slot_bytes)), slots_(slots), slot_bytes_(slot_bytes) {}

  std::size_t slot_bytes() const { return slot_bytes_; }

  /// The producer's next slot, once it is free.
  std::span<std::byte> wait_for_free() {
    while (filled_ - known_drained_ == slots_) known_drained_ = drained().wait_while(known_drained_);
    return slot(filled_);
  }
  void publish() {
    ++filled_;
    filled().raise();
  }

  /// The consumer's next slot, once it is filled.
  std::span<const std::byte> wait_for_filled() {
    if (drained_ == known_filled_) known_filled_ = filled().wait_while(known_filled_);
    return slot(drained_);
  }
  void give_back() {
    ++drained_;
    drained().raise();
  }

 private:
  Counter& filled() const { return reinterpret_cast<Counter*>(memory_.data())[0]; }
  Counter& drained() const { return reinterpret_cast<Counter*>(memory_.data())[1]; }
  std::span<std::byte> slot(std::uint32_t index) const {
    return {memory_.data() + 2 * sizeof(Counter) + index % slots_ * slot_bytes_, slot_bytes_};
  }

  Mapping memory_;
  std::size_t slots_;  // a power of two, so that a slot's place survives the counters' overflow
  std::size_t slot_bytes_;
  std::uint32_t filled_ = 0;  // by this process, if it is the producer
  std::uint32_t known_drained_ = 0;
  std::uint32_t drained_ = 0;  // by this process, if it is the consumer
  std::uint32_t known_filled_ = 0;
};

template <typename Counter>
class RingSender final : public Sender {
 public:
  RingSender(Shape shape, Ring<Counter> ring) : matrix_(shape), ring_(std::move(ring)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    for (std::span<const std::byte> rest = matrix_.bytes(); !rest.empty();) {
      const auto piece = rest.first(std::min(rest.size(), ring_.slot_bytes()));
      std::memcpy(ring_.wait_for_free().data(), piece.data(), piece.size());
      ring_.publish();
      rest = rest.subspan(piece.size());
    }
  }

 private:
  PrivateMatrix matrix_;
  Ring<Counter> ring_;
};

/// Copies each slot to memory of its own as it comes.
template <typename Counter>
class RingReceiver final : public StreamReceiver {
 public:
  RingReceiver(Shape shape, Ring<Counter> ring) : matrix_(shape), ring_(std::move(ring)) {}

  Piece receive_piece() override {
    const auto rest = matrix_.bytes().subspan(received_bytes_);
    const auto to = rest.first(std::min(rest.size(), ring_.slot_bytes()));
    std::memcpy(to.data(), ring_.wait_for_filled().data(), to.size());
    ring_.give_back();
    const auto entries =
        matrix_.const_view().entries().subspan(received_bytes_ / sizeof(double), to.size() / sizeof(double));
    received_bytes_ += to.size();
    return {entries, to.size() == rest.size()};
  }
  ConstMatrixView receive() override {
    while (received_bytes_ < matrix_.bytes().size()) receive_piece();
    return matrix_.const_view();
  }
  void release() override { received_bytes_ = 0; }

 private:
  PrivateMatrix matrix_;
  Ring<Counter> ring_;
  std::size_t received_bytes_ = 0;
};

/// Hides that a receiver streams: the kernel runs once the matrix is whole.
class WholeReceiver final : public Receiver {
 public:
  explicit WholeReceiver(std::unique_ptr<Receiver> pieces) : pieces_(std::move(pieces)) {}
  ConstMatrixView receive() override { return pieces_->receive(); }
  void release() override { pieces_->release(); }

 private:
  std::unique_ptr<Receiver> pieces_;
};

enum class Delivery { whole, streamed };

template <typename Counter>
class RingChannel final : public Channel {
 public:
  /// tuning.buffer_bytes is of all slots, tuning.piece_bytes of one: a multiple of fold_entries entries.
  RingChannel(Shape shape, const Tuning& tuning, Delivery delivery)
      : shape_(shape),
        tuning_(tuning),
        delivery_(delivery),
        ring_(tuning.buffer_bytes / tuning.piece_bytes, tuning.piece_bytes) {}

  std::unique_ptr<Sender> keep_sender() override {
    return std::make_unique<RingSender<Counter>>(shape_, std::move(ring_));
  }
  std::unique_ptr<Receiver> keep_receiver() override {
    auto pieces = std::make_unique<RingReceiver<Counter>>(shape_, std::move(ring_));
    if (delivery_ == Delivery::streamed) return pieces;
    return std::make_unique<WholeReceiver>(std::move(pieces));
  }
  Settings settings() const override {
    return in_dev_shm({{"slot_bytes", static_cast<std::int64_t>(tuning_.piece_bytes)},
                       {"slots", static_cast<std::int64_t>(tuning_.buffer_bytes / tuning_.piece_bytes)}});
  }

 private:
  Shape shape_;
  Tuning tuning_;
  Delivery delivery_;
  Ring<Counter> ring_;
};

/// Slots that stay in the caches, 16 of 64 KiB first, the least last.
inline std::vector<Tuning> ring_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{1024 * kib, 64 * kib},
          {2048 * kib, 128 * kib},
          {4096 * kib, 256 * kib},
          {512 * kib, 64 * kib},
          {512 * kib, 32 * kib}};
}

}  // namespace ipcbench::channels
