/// What CPUs have done so far, by Linux's accounts.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "facts/files.hpp"

namespace ipcbench::facts {

/// Nanoseconds since the machine started, summed over some CPUs. Counted in ticks of usually 10 ms.
struct CpuTimes {
  int cpus = 0;               // how many
  std::int64_t busy_ns = 0;   // user, nice and system: time that processes had, without interrupts
  std::int64_t steal_ns = 0;  // runnable, but the hypervisor ran something else
};

/// Of the CPUs with these numbers, or of all if the set is empty, from /proc/stat; nullopt if it has none of them.
std::optional<CpuTimes> cpu_times(const Files& files, const std::set<int>& cpus);

/// The CPU on which a process ran last: "processor" in /proc/PID/stat.
std::optional<int> last_cpu(const Files& files, int pid);

/// The children of this process, from /proc/thread-self/children; empty where Linux does not list them.
std::vector<int> children(const Files& files, int pid);

}  // namespace ipcbench::facts
