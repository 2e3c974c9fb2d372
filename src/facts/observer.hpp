/// What happens to the machine while it measures, round by round.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "facts/cgroup.hpp"
#include "facts/cpu_times.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/ping_pong.hpp"

namespace ipcbench::facts {

/// What is known of one finished round. Times are nanoseconds of CPU time on the CPUs of the run (on all, if it is not
/// pinned); nullopt where Linux does not say.
struct RoundFacts {
  int round = 0;
  std::int64_t duration_ns = 0;
  int cpus = 0;                                   // how many CPUs the times below are summed over
  std::optional<std::int64_t> steal_ns;           // taken by the hypervisor
  std::optional<std::int64_t> others_ns;          // used by other processes
  std::optional<std::int64_t> machine_others_ns;  // likewise on all CPUs of the machine
  int machine_cpus = 0;
  std::optional<std::int64_t> throttled_ns;  // held back by the control group; 0 without a quota
  std::set<std::string> throttled_rows;      // those under way then
  std::set<int> producer_cpus;               // where the processes were seen
  std::set<int> consumer_cpus;
  std::optional<os::PingPong> cpu_pair;  // how the two CPUs lay to each other at its start
  std::optional<std::int64_t> pulse_ns;  // the local kernel's time: how fast the machine is
};

/// An element of ipcbench.rounds.
nlohmann::ordered_json to_json(const RoundFacts& round);

/// Watches a run from its construction on. All reading happens between timed intervals.
class Observer {
 public:
  explicit Observer(const CpuPair& cpus, Files files = Files());

  /// `cpu_pair` is what was found of the two CPUs just now; nothing, if they are not two or did not meet.
  void begin_round(int round, const std::optional<os::PingPong>& cpu_pair = {});
  /// To be called while the producer and its consumers still live.
  void row_measured(const std::string& row, int producer_pid);
  /// Keeps the round. One that was interrupted is not to be kept.
  void end_round();

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
