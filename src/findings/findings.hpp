/// What a reader of the figures should know, found in what was measured. Pure functions of plain values, so that a
/// synthetic input shows each warning; docs/warnings.md lists the codes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/machine.hpp"
#include "facts/observer.hpp"
#include "result/result.hpp"
#include "rows/row.hpp"

namespace ipcbench::findings {

/// One round of one row, as far as findings go by it. Durations in nanoseconds, one per sample.
struct PlainEntry {
  std::string row{};
  Role role = Role::measured;
  std::string kernel{};  // what was computed; empty if nothing was
  std::string shape{};   // "170x9111"; empty if the row has none
  std::size_t bytes = 0;
  int copies = 0;
  std::string lands{};        // "private", "shared"
  std::string waiting{};      // "blocking", "spinning"
  std::string file_system{};  // of the memory that is shared, where it is a file's
  bool overlapped = false;    // the kernel runs, or one side copies, while the matrix still travels
  int round = 0;
  int first = 1;  // the first sample that counts: see settle()
  std::vector<double> total{};
  std::map<std::string, std::vector<double>> phases{};  // by name; what the kind of row has
  std::set<std::string> in_total{};                     // the phases that the total is made of
};

PlainEntry plain_entry(const Entry& entry);

/// From which sample on each row has settled (settled.hpp), in the order of their first appearance. Only those count in
/// what follows.
std::vector<SettledRow> settle(std::vector<PlainEntry>& entries);

/// The time of computing `kernel` here on the largest matrix, by round (median of those that count, in nanoseconds):
/// how fast the machine was. Empty if that row was not measured.
std::vector<std::pair<int, double>> pulses(const std::vector<PlainEntry>& entries, std::string_view kernel);

/// unstable_row, wide_interval, unsettled_row, coarse_clock, beats_bound, hidden_prepare, hidden_release. `clock_ns` is
/// what the clock cannot tell apart: the greater of its overhead and its resolution. `precision` is half the interval
/// as a share of the median, if the run asked for one; otherwise an interval is wide beyond ±10 %.
std::vector<Warning> about_rows(const std::vector<PlainEntry>& entries, std::string_view kernel, double clock_ns,
                                std::optional<double> precision);

/// drift, steal, throttled, loaded_machine, not_where_pinned.
std::vector<Warning> about_rounds(const std::vector<facts::RoundFacts>& rounds, const CpuPair& cpus);

/// one_core, cpus_moved, clock_offset: from how the two CPUs lay to each other, round by round.
std::vector<Warning> about_cpu_pair(const std::vector<facts::RoundFacts>& rounds,
                                    const std::vector<PlainEntry>& entries, os::Placement placement,
                                    const CpuPair& cpus);

/// thp_always, dev_shm_on_disk: memory that some rows have and others have not.
std::vector<Warning> about_memory(const nlohmann::ordered_json& environment, const std::vector<PlainEntry>& entries);

/// From the facts, before and after, and where the run was to take place: governor, on_battery, thermal_throttling,
/// swapping, swap_in_use, clock_drift, wsl, small_dev_shm, hybrid_cores, mixed_core_kinds.
std::vector<Warning> about_machine(const nlohmann::ordered_json& machine, const nlohmann::ordered_json& environment,
                                   const CpuPair& cpus);

/// From the facts of the build: unoptimised_build, non_native_build.
std::vector<Warning> about_build(const nlohmann::ordered_json& build);

/// The gravest rank first; within a rank in the order found.
void sort_by_rank(std::vector<Warning>& warnings);

/// One block for the terminal, or an empty text if there is nothing to say. Unknown facts share a line.
std::string block(const std::vector<Warning>& warnings);

}  // namespace ipcbench::findings
