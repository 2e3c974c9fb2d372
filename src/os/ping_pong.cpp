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
constexpr std::uint32_t round_trips = 100;  // in a batch: some ten microseconds, shorter than most interruptions
constexpr std::uint32_t exchanges = 2000;

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
  for (; turn < 2 * batches * round_trips; turn += 2) {
    if (!swap(line.word, turn + 1, turn + 2, give_up_ns)) return 1;
  }
  for (std::uint32_t i = 0; i < exchanges; ++i, turn += 2) {
    if (!wait_for(line.word, turn + 1, give_up_ns)) return 1;
    line.came_ns = now_ns();
    line.left_ns = now_ns();
    line.word.store(turn + 2, std::memory_order_release);
  }
  return 0;
}

/// One batch, in nanoseconds per round trip; nullopt if the other side does not answer.
std::optional<double> batch(Word& word, std::uint32_t first, std::int64_t give_up_ns) {
  const auto begin = now_ns();
  if (begin > give_up_ns) return std::nullopt;
  for (std::uint32_t i = first; i < first + round_trips; ++i) {
    if (!swap(word, 2 * i, 2 * i + 1, give_up_ns)) return std::nullopt;
  }
  return static_cast<double>(now_ns() - begin) / round_trips;
}

/// The exchange of the least way; nullopt if the other side does not answer.
std::optional<Exchange> quickest_exchange(Line& line, std::int64_t give_up_ns) {
  std::optional<Exchange> best;
  std::uint32_t turn = 2 * batches * round_trips;
  if (!wait_for(line.word, turn, give_up_ns)) return std::nullopt;  // the last answer of the last batch
  for (std::uint32_t i = 0; i < exchanges; ++i, turn += 2) {
    Exchange one{.asked_ns = now_ns()};
    line.word.store(turn + 1, std::memory_order_release);
    if (!wait_for(line.word, turn + 2, give_up_ns)) return std::nullopt;
    one.answered_ns = now_ns();
    one.came_ns = line.came_ns;
    one.left_ns = line.left_ns;
    if (!best || one.way_ns() < best->way_ns()) best = one;
  }
  return best;
}

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
  double least = std::numeric_limits<double>::max();
  for (std::uint32_t i = 0; i < batches; ++i) {
    const auto took = batch(line.word, i * round_trips, give_up_ns);
    if (!took) return std::nullopt;
    least = std::min(least, *took);
  }
  const auto exchange = quickest_exchange(line, give_up_ns);
  if (!exchange) return std::nullopt;
  // A stamp is cut to whole nanoseconds.
  const double uncertainty_ns = static_cast<double>(exchange->way_ns()) / 2 + 1;
  return PingPong{least, least / cycle_ns(), exchange->offset_ns(), uncertainty_ns};
}

}  // namespace ipcbench::os
