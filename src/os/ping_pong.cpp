#include "os/ping_pong.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "ipcbench/fd.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/futex.hpp"
#include "os/process.hpp"

namespace ipcbench::os {
namespace {

constexpr std::uint32_t batches = 200;
constexpr std::uint32_t least_batches = 20;  // on a busy machine the two may not find the time for more
constexpr std::uint32_t round_trips = 100;   // in a batch: some ten microseconds, shorter than most interruptions
constexpr std::uint32_t exchanges = 10;      // of stamps, behind each batch

/// A cache line that two processes share.
struct alignas(64) Line {
  Word word;
  std::int64_t came_ns;  // the answering side's stamps, written before the word
  std::int64_t left_ns;
};

class SharedLine {
 public:
  SharedLine() : address_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    checked(address_ == MAP_FAILED ? -1 : 0, "mmap()", "free some memory");
  }
  ~SharedLine() { ::munmap(address_, bytes); }
  SharedLine(const SharedLine&) = delete;
  SharedLine& operator=(const SharedLine&) = delete;

  Line& line() const { return *static_cast<Line*>(address_); }

 private:
  static constexpr std::size_t bytes = 4096;
  void* address_;
};

/// Waits until the word is `from` and makes it `to`; false once `give_up_ns` has passed.
bool swap(Word& word, std::uint32_t from, std::uint32_t to, std::int64_t give_up_ns) {
  constexpr std::uint32_t tries_per_look = 10'000;  // at the clock
  for (std::uint32_t tries = 1;; ++tries) {
    std::uint32_t expected = from;
    if (word.compare_exchange_strong(expected, to, std::memory_order_acq_rel)) return true;
    if (tries % tries_per_look == 0 && now_ns() > give_up_ns) return false;
  }
}

/// Waits until the word is `wanted`; false once `give_up_ns` has passed.
bool wait_for(const Word& word, std::uint32_t wanted, std::int64_t give_up_ns) {
  constexpr std::uint32_t tries_per_look = 10'000;
  for (std::uint32_t tries = 1; word.load(std::memory_order_acquire) != wanted; ++tries) {
    if (tries % tries_per_look == 0 && now_ns() > give_up_ns) return false;
  }
  return true;
}

int answer(int cpu, Line& line, std::int64_t give_up_ns) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pin_to(cpu);
  std::uint32_t turn = 0;
  for (std::uint32_t i = 0; i < batches; ++i) {
    for (const std::uint32_t end = turn + 2 * round_trips; turn < end; turn += 2) {
      if (!swap(line.word, turn + 1, turn + 2, give_up_ns)) return 1;
    }
    for (const std::uint32_t end = turn + 2 * exchanges; turn < end; turn += 2) {
      if (!wait_for(line.word, turn + 1, give_up_ns)) return 1;
      line.came_ns = now_ns();
      line.left_ns = now_ns();
      line.word.store(turn + 2, std::memory_order_release);
    }
  }
  return 0;
}

/// The asking side, turn by turn. What takes a turn is false once the other side does not answer in time.
class Asker {
 public:
  Asker(Line& line, std::int64_t give_up_ns) : line_(line), give_up_ns_(give_up_ns) {}

  /// A batch, and the exchanges behind it.
  bool take_turns() {
    const auto begin = now_ns();
    if (begin > give_up_ns_) return false;
    for (std::uint32_t i = 0; i < round_trips; ++i, turn_ += 2) {
      if (!swap(line_.word, turn_, turn_ + 1, give_up_ns_)) return false;
    }
    if (!wait_for(line_.word, turn_, give_up_ns_)) return false;
    least_ns_ = std::min(least_ns_, static_cast<double>(now_ns() - begin) / round_trips);
    for (std::uint32_t i = 0; i < exchanges; ++i, turn_ += 2) {
      if (!exchange()) return false;
    }
    return true;
  }

  double round_trip_ns() const { return least_ns_; }
  const Exchange& quickest() const { return quickest_; }

 private:
  bool exchange() {
    Exchange one{.asked_ns = now_ns()};
    line_.word.store(turn_ + 1, std::memory_order_release);
    if (!wait_for(line_.word, turn_ + 2, give_up_ns_)) return false;
    one.answered_ns = now_ns();
    one.came_ns = line_.came_ns;
    one.left_ns = line_.left_ns;
    if (one.way_ns() < least_way_ns_) quickest_ = one;
    least_way_ns_ = std::min(least_way_ns_, one.way_ns());
    return true;
  }

  Line& line_;
  std::int64_t give_up_ns_;
  std::uint32_t turn_ = 0;
  double least_ns_ = std::numeric_limits<double>::max();
  std::int64_t least_way_ns_ = std::numeric_limits<std::int64_t>::max();
  Exchange quickest_;
};

/// One cycle of this core, by a chain in which each instruction has to wait for the one before and takes one cycle on
/// every processor since the 1990s. Exclusive-or, because newer processors skip moves and small additions.
double cycle_ns() {
  constexpr int attempts = 20;
  constexpr int links = 16;
  constexpr int turns = 1000;
  double least = std::numeric_limits<double>::max();
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::uint64_t value = 1;
    std::uint64_t other = 3;
    asm volatile("" : "+r"(value), "+r"(other));
    const auto begin = now_ns();
    for (int turn = 0; turn < turns; ++turn) {
#pragma GCC unroll 16
      for (int link = 0; link < links; ++link) {
        value ^= other;
        asm volatile("" : "+r"(value));
      }
    }
    least = std::min(least, static_cast<double>(now_ns() - begin) / (links * turns));
  }
  return least;
}

}  // namespace

double Exchange::offset_ns() const { return static_cast<double>((came_ns - asked_ns) + (left_ns - answered_ns)) / 2; }

std::int64_t Exchange::way_ns() const { return (answered_ns - asked_ns) - (left_ns - came_ns); }

std::optional<PingPong> ping_pong(int first_cpu, int second_cpu, std::int64_t patience_ns) {
  if (first_cpu == second_cpu) return std::nullopt;
  const SharedLine shared;
  Line& line = shared.line();
  const std::int64_t give_up_ns = now_ns() + patience_ns;
  const Child other([&] { return answer(second_cpu, line, give_up_ns); });
  const Pinned pinned(first_cpu);
  Asker asker(line, give_up_ns);
  std::uint32_t taken = 0;
  while (taken < batches && asker.take_turns()) ++taken;
  if (taken < least_batches) return std::nullopt;
  const double least = asker.round_trip_ns();
  const double cycle = cycle_ns();
  if (least <= 0 || cycle <= 0) return std::nullopt;  // a coarse clock tells neither
  const Exchange& exchange = asker.quickest();
  // A stamp is cut to whole nanoseconds.
  const double uncertainty_ns = static_cast<double>(exchange.way_ns()) / 2 + 1;
  return PingPong{least, least / cycle, exchange.offset_ns(), uncertainty_ns};
}

}  // namespace ipcbench::os
