/// How long a cache line takes to cross from one CPU to another and back.
#pragma once

#include <cstdint>
#include <optional>

namespace ipcbench::os {

struct PingPong {
  double round_trip_ns = 0;
  double round_trip_cycles = 0;  // of the first CPU's core, as fast as it ran
};

/// Two processes, pinned to the two CPUs, pass a word to and fro by compare-and-swap; the quickest of many batches
/// counts, since interrupts only add. Leaves this process pinned to the first CPU. nullopt if the two do not meet
/// within `patience_ns`, or share one CPU. Throws SystemError where a CPU is not allowed.
std::optional<PingPong> ping_pong(int first_cpu, int second_cpu, std::int64_t patience_ns);

}  // namespace ipcbench::os
