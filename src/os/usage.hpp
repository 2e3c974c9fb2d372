/// What a process has used so far.
#pragma once

#include <cstdint>

namespace ipcbench::os {

/// CPU time of a process, of all its threads, in nanoseconds (clock_getcpuclockid(3)). Up to date even while it runs on
/// another CPU. Throws SystemError if there is no such process.
std::int64_t cpu_time_ns(int pid);

/// Counters of this process (getrusage(2)).
struct Usage {
  std::int64_t page_faults = 0;  // minor and major ones
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
};
Usage usage();

/// What came to be used between two readings.
Usage operator-(const Usage& later, const Usage& earlier);

}  // namespace ipcbench::os
