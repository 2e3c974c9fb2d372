/// What is known of one finished round.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "os/ping_pong.hpp"

namespace ipcbench::facts {

/// Times are nanoseconds of CPU time on the CPUs of the run (on all, if it is not pinned); nullopt where Linux does not
/// say.
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

/// The same, and what findings go by beside it: as a side file keeps it.
nlohmann::ordered_json kept_json(const RoundFacts& round);
/// Throws nlohmann::json::exception for what kept_json() has not made.
RoundFacts round_facts(const nlohmann::ordered_json& kept);

}  // namespace ipcbench::facts
