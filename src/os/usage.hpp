/// What this process has used so far.
#pragma once

#include <cstdint>

namespace ipcbench::os {

/// CPU time of all threads (CLOCK_PROCESS_CPUTIME_ID) and counters (getrusage(2)). Of itself alone: the CPU clock of
/// another process that runs stands still between Linux's ticks.
struct Usage {
  std::int64_t cpu_ns = 0;
  std::int64_t page_faults = 0;  // minor and major ones
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
};
Usage usage();

/// What came to be used between two readings.
Usage operator-(const Usage& later, const Usage& earlier);

}  // namespace ipcbench::os
