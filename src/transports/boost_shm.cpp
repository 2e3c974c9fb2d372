// Boost.Interprocess managed_shared_memory, written and read in place, with Boost's own mutex and condition.

#include <boost/interprocess/managed_shared_memory.hpp>
#include <boost/interprocess/sync/interprocess_condition.hpp>
#include <boost/interprocess/sync/interprocess_mutex.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>

#include "channels/boost.hpp"
#include "channels/shared_settings.hpp"
#include "ipcbench/transport.hpp"
#include "os/watch.hpp"

namespace ipcbench {
namespace {

namespace bip = boost::interprocess;
using Lock = bip::scoped_lock<bip::interprocess_mutex>;

struct Turn {
  bip::interprocess_mutex mutex;
  bip::interprocess_condition changed;
  bool full = false;
};

/// A segment with a matrix and a turn in it; made, reserved and unlinked at once.
class Segment {
 public:
  explicit Segment(Shape shape) {
    constexpr std::size_t bookkeeping_bytes = 65536;  // Boost's own headers
    const std::size_t bytes = shape.bytes() + bookkeeping_bytes;
    const channels::BoostName name(bytes);
    memory_ = bip::managed_shared_memory(bip::create_only, name.c_str(), bytes);
    name.reserve();
    turn_ = memory_.construct<Turn>(bip::anonymous_instance)();
    matrix_ = {static_cast<double*>(memory_.allocate_aligned(shape.bytes(), matrix_alignment)), shape};
  }

  MatrixView matrix() const { return matrix_; }

  void wait_until_full(bool full) const {
    Lock lock = locked();
    while (turn_->full != full) {
      turn_->changed.timed_wait(lock, channels::boost_slice_end());
      check_wait();
    }
  }

  void set_full(bool full) const {
    const Lock lock = locked();
    turn_->full = full;
    turn_->changed.notify_one();
  }

 private:
  Lock locked() const {
    Lock lock(turn_->mutex, bip::try_to_lock);
    while (!lock.owns()) {
      check_wait();
      lock.timed_lock(channels::boost_slice_end());
    }
    return lock;
  }

  bip::managed_shared_memory memory_;
  Turn* turn_ = nullptr;
  MatrixView matrix_;
};

class BoostSender final : public Sender {
 public:
  explicit BoostSender(Segment segment) : segment_(std::move(segment)) {}
  MatrixView loan() override {
    segment_.wait_until_full(false);
    return segment_.matrix();
  }
  void send() override { segment_.set_full(true); }

 private:
  Segment segment_;
};

class BoostReceiver final : public Receiver {
 public:
  explicit BoostReceiver(Segment segment) : segment_(std::move(segment)) {}
  ConstMatrixView receive() override {
    segment_.wait_until_full(true);
    return {segment_.matrix().data, segment_.matrix().shape};
  }
  void release() override { segment_.set_full(false); }

 private:
  Segment segment_;
};

class BoostChannel final : public Channel {
 public:
  explicit BoostChannel(Shape shape) : segment_(shape) {}
  std::unique_ptr<Sender> keep_sender() override { return std::make_unique<BoostSender>(std::move(segment_)); }
  std::unique_ptr<Receiver> keep_receiver() override { return std::make_unique<BoostReceiver>(std::move(segment_)); }
  Settings settings() const override { return channels::in_dev_shm(); }

 private:
  Segment segment_;
};

std::unique_ptr<Channel> open_boost_shm(Shape shape) { return std::make_unique<BoostChannel>(shape); }

const Registration registered({
    .key = "boost_shm",
    .label = "Boost shared memory, in place",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_boost_shm,
});

}  // namespace
}  // namespace ipcbench
