/// How much CPU time and memory the control group lets this process have, and how often it was held back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "facts/files.hpp"

namespace ipcbench::facts {

/// The tightest quota among this process's control group and those above it.
struct CpuQuota {
  double cpus = 0;        // CPU time per time: 1.5 is one and a half CPUs
  std::string stat_path;  // cpu.stat of the group that has it
};

/// 1 or 2, by where the cpu controller is mounted; nullopt if it is nowhere. Reads /proc/self/mountinfo.
std::optional<int> cgroup_version(const Files& files);

/// cpu.max (version 2), cpu.cfs_quota_us over cpu.cfs_period_us (version 1); nullopt if nothing limits.
std::optional<CpuQuota> cpu_quota(const Files& files);

/// What the tightest among this process's control group and those above it leaves of its memory.
struct MemoryLeft {
  std::int64_t bytes = 0;
  std::string folder;  // of that group
};

/// memory.max less memory.current (version 2), memory.limit_in_bytes less memory.usage_in_bytes (version 1), and what
/// idle pages of files would give back; nullopt if nothing limits.
std::optional<MemoryLeft> memory_left(const Files& files);

/// For how long, in nanoseconds, the group's threads have been held back so far: throttled_usec (version 2) or
/// throttled_time (version 1) in cpu.stat.
std::optional<std::int64_t> throttled_ns(const Files& files, const CpuQuota& quota);

}  // namespace ipcbench::facts
