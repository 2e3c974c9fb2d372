/// How two CPUs lie to each other: the way of a cache line from one to the other, and what their clocks show.
#pragma once

#include <cstdint>
#include <optional>

namespace ipcbench::os {

struct PingPong {
  double round_trip_ns = 0;
  double round_trip_cycles = 0;  // of the first CPU's core, as fast as it ran
  double clock_offset_ns = 0;    // CLOCK_MONOTONIC as the second CPU sees it, less what the first sees
  double clock_offset_uncertainty_ns = 0;
};

/// An exchange of stamps: the first CPU's as it asks, the second's as the question comes and as the answer leaves, the
/// first's as the answer comes.
struct Exchange {
  std::int64_t asked_ns = 0;
  std::int64_t came_ns = 0;
  std::int64_t left_ns = 0;
  std::int64_t answered_ns = 0;

  /// How far the second clock is ahead, if both ways take equally long (D. L. Mills, RFC 5905, section 8).
  double offset_ns() const;
  /// How long both ways took together. The offset is off by at most half of that.
  std::int64_t way_ns() const;
};

/// Two processes, pinned to the two CPUs, pass a word to and fro by compare-and-swap; the quickest of many batches
/// counts, since interrupts only add. Behind each batch they exchange stamps; the offset is that of the quickest
/// exchange. Leaves this process pinned as before. nullopt if the two hardly meet within `patience_ns`, share one CPU,
/// or the clock is too coarse. Throws SystemError where a CPU is not allowed.
std::optional<PingPong> ping_pong(int first_cpu, int second_cpu, std::int64_t patience_ns);

}  // namespace ipcbench::os
