/// What happens to the machine while it measures, round by round.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "facts/cgroup.hpp"
#include "facts/cpu_times.hpp"
#include "facts/round_facts.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"

namespace ipcbench::facts {

/// Watches a run from its construction on. All reading happens between timed intervals.
class Observer {
 public:
  explicit Observer(const CpuPair& cpus, Files files = Files());

  /// `cpu_pair` is what was found of the two CPUs just now; nothing, if they are not two or did not meet.
  void begin_round(int round, const std::optional<os::PingPong>& cpu_pair = {});
  /// To be called while the producer and its consumers still live. Where workers run is told in the row's settings.
  void row_measured(const std::string& row, int producer_pid, bool has_workers = false);
  /// Keeps the round. One that was interrupted is not to be kept.
  void end_round();
  /// Keeps a round that was observed before the run was interrupted.
  void keep(RoundFacts round) { rounds_.push_back(std::move(round)); }

  const std::vector<RoundFacts>& rounds() const { return rounds_; }
  /// Of CLOCK_MONOTONIC since the construction.
  os::ClockDrift clock_drift() const { return os::clock_drift(begin_, os::clock_pair()); }

 private:
  /// Counters at one moment.
  struct Counts {
    std::int64_t now_ns = 0;
    std::optional<CpuTimes> times;
    std::optional<CpuTimes> machine_times;
    std::int64_t own_ns = 0;  // CPU time of this process and of all that it has reaped so far
    std::optional<std::int64_t> throttled_ns;
  };
  Counts counts() const;
  std::optional<std::int64_t> throttled() const;

  Files files_;
  std::set<int> cpus_;  // empty: all
  std::optional<CpuQuota> quota_;
  os::ClockPair begin_;
  Counts at_begin_;
  std::optional<std::int64_t> throttled_before_row_;
  RoundFacts round_;
  std::vector<RoundFacts> rounds_;
};

}  // namespace ipcbench::facts
