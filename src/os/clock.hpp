/// The clock of all stamps, and how far it can be trusted.
#pragma once

#include <cstdint>

namespace ipcbench {

using Nanoseconds = std::int64_t;

namespace os {

/// CLOCK_MONOTONIC in nanoseconds: the same clock in every process of a machine.
std::int64_t now_ns();

/// What one reading costs, and the smallest step that two readings can show.
struct ClockCost {
  double overhead_ns = 0;
  double resolution_ns = 0;
};

/// Reads the clock for a few milliseconds, or for 50 if it steps rarely. The overhead is that of the quickest of some
/// batches of calls: others were interrupted.
ClockCost clock_cost();

/// CLOCK_MONOTONIC, which time synchronisation speeds up and slows down, and CLOCK_MONOTONIC_RAW, which follows the
/// hardware alone, read at the same moment but for `uncertainty_ns`.
struct ClockPair {
  std::int64_t steered_ns = 0;
  std::int64_t raw_ns = 0;
  std::int64_t uncertainty_ns = 0;
};

ClockPair clock_pair();

/// How much faster CLOCK_MONOTONIC ran than the hardware between two readings, as a share (0.001 is 0.1 % faster), and
/// how wrong that may be.
struct ClockDrift {
  double share = 0;
  double uncertainty = 0;
};

ClockDrift clock_drift(const ClockPair& begin, const ClockPair& end);

}  // namespace os
}  // namespace ipcbench
