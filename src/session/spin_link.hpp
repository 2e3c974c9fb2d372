/// What the two sides of a spinning row say to each other beside the transport: words in shared memory, on which the
/// other side spins. Made before the fork; each process then calls what is its side's.
#pragma once

#include <cstdint>

#include "ipcbench/mapping.hpp"
#include "os/futex.hpp"
#include "session/control_link.hpp"

namespace ipcbench {

class SpinLink {
 public:
  SpinLink() : memory_(Mapping::shared_with_children(sizeof(Words))) {}

  /// The consumer is about to spin for what comes next.
  void say_waiting();
  void answer(const Answer& answer);
  /// Returns once the producer calls.
  void wait_for_call();

  /// Returns once the consumer waits, and a moment later than it says so.
  void wait_for_waiting();
  Answer wait_for_answer();
  /// Whether wait_for_answer() would return at once.
  bool has_answer() const;
  void call();

  // Those that wait throw what check_wait() throws.

 private:
  /// Each word counts; what comes with it lies on its cache line, and all else apart.
  struct Words {
    alignas(os::apart_bytes) os::Word waiting;
    alignas(os::apart_bytes) os::Word answered;
    Answer answer;
    alignas(os::apart_bytes) os::Word called;
  };
  Words& words() const { return *reinterpret_cast<Words*>(memory_.data()); }

  Mapping memory_;
  // What this process has seen.
  std::uint32_t waits_ = 0;
  std::uint32_t answers_ = 0;
  std::uint32_t calls_ = 0;
};

}  // namespace ipcbench
