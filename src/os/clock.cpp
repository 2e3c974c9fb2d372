#include "os/clock.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

namespace ipcbench::os {
namespace {

std::int64_t read_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// The smallest positive difference of successive readings; what it is after 50 ms if the clock hardly moves.
double smallest_step_ns() {
  constexpr int steps_wanted = 1000;
  constexpr std::int64_t patience_ns = 50'000'000;
  std::int64_t smallest = patience_ns;
  const std::int64_t begin = read_ns(CLOCK_MONOTONIC_RAW);
  std::int64_t before = now_ns();
  for (int steps = 0; steps < steps_wanted && read_ns(CLOCK_MONOTONIC_RAW) - begin < patience_ns;) {
    const std::int64_t now = now_ns();
    if (now == before) continue;
    smallest = std::min(smallest, now - before);
    before = now;
    ++steps;
  }
  return static_cast<double>(smallest);
}

}  // namespace

std::int64_t now_ns() { return read_ns(CLOCK_MONOTONIC); }

ClockCost clock_cost() {
  constexpr int batches = 20;
  constexpr int calls = 1000;
  double least = std::numeric_limits<double>::max();
  for (int batch = 0; batch < batches; ++batch) {
    const std::int64_t begin = now_ns();
    std::int64_t end = begin;
    for (int call = 0; call < calls; ++call) end = now_ns();
    least = std::min(least, static_cast<double>(end - begin) / calls);
  }
  // A step cannot be seen to be smaller than a call takes; clock_getres() knows better where it is finer.
  timespec nominal{};
  ::clock_getres(CLOCK_MONOTONIC, &nominal);
  const double nominal_ns = static_cast<double>(nominal.tv_sec) * 1e9 + static_cast<double>(nominal.tv_nsec);
  const double step_ns = smallest_step_ns();
  return {least, step_ns > 4 * least ? step_ns : std::min(step_ns, nominal_ns)};
}

ClockPair clock_pair() {
  constexpr int attempts = 20;
  ClockPair best{0, 0, std::numeric_limits<std::int64_t>::max()};
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const std::int64_t before = read_ns(CLOCK_MONOTONIC_RAW);
    const std::int64_t steered = now_ns();
    const std::int64_t after = read_ns(CLOCK_MONOTONIC_RAW);
    if (after - before < best.uncertainty_ns) best = {steered, before + (after - before) / 2, after - before};
  }
  return best;
}

ClockDrift clock_drift(const ClockPair& begin, const ClockPair& end) {
  const auto raw = static_cast<double>(end.raw_ns - begin.raw_ns);
  if (raw <= 0) return {0, 1};
  return {static_cast<double>(end.steered_ns - begin.steered_ns) / raw - 1,
          static_cast<double>(begin.uncertainty_ns + end.uncertainty_ns) / raw};
}

}  // namespace ipcbench::os
