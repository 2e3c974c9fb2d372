/// What a reader of the figures should know, found in what was measured. Pure functions of plain values, so that a
/// synthetic input shows each warning; docs/methodology.md lists the codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/observer.hpp"
#include "ipcbench/machine.hpp"

namespace ipcbench::findings {

/// One round of one row: an element of `benchmarks`. Durations in nanoseconds, one per transfer; empty where the kind
/// of row has no such phase.
struct Entry {
  std::string row{};
  std::string kind{};    // "transfer", "local" or "bound"
  std::string kernel{};  // what was computed, or copied with
  std::string shape{};   // "170x9111"
  std::size_t bytes = 0;
  int copies = 0;
  bool overlapped = false;  // the kernel runs, or one side copies, while the matrix still travels
  int round = 0;
  std::vector<double> prepare{}, transfer{}, compute{}, reply{}, release{};
};

/// Reads them from the entries of a result.
std::vector<Entry> entries_of(const std::vector<nlohmann::ordered_json>& benchmarks);

/// The time of computing `kernel` here on the largest matrix, by round (median of the warm ones, in nanoseconds): how
/// fast the machine was. Empty if that row was not measured.
std::vector<std::pair<int, double>> pulses(const std::vector<Entry>& entries, const std::string& kernel);

/// unstable_row, wide_interval, coarse_clock, beats_bound, hidden_prepare, hidden_release. `clock_ns` is what the clock
/// cannot tell apart: the greater of its overhead and its resolution. `precision` is half the interval as a share of
/// the median, if the run asked for one; otherwise an interval is wide beyond ±10 %.
std::vector<Warning> about_rows(const std::vector<Entry>& entries, const std::string& kernel, double clock_ns,
                                std::optional<double> precision);

/// drift, steal, throttled, loaded_machine, not_where_pinned.
std::vector<Warning> about_rounds(const std::vector<facts::RoundFacts>& rounds, const CpuPair& cpus);

/// Where and how the run was to be placed.
struct Place {
  std::string policy;  // "same_llc", …
  CpuPair cpus;
};

/// From the facts, before and after: governor, on_battery, thermal_throttling, swapping, swap_in_use, clock_drift, wsl,
/// small_dev_shm, one_core, hybrid_cores, mixed_core_kinds.
std::vector<Warning> about_machine(const nlohmann::ordered_json& machine, const nlohmann::ordered_json& environment,
                                   const Place& place);

/// From the facts of the build: unoptimised_build, non_native_build.
std::vector<Warning> about_build(const nlohmann::ordered_json& build);

/// The gravest rank first; within a rank in the order found.
void sort_by_rank(std::vector<Warning>& warnings);

/// One block for the terminal, or an empty text if there is nothing to say. Unknown facts share a line.
std::string block(const std::vector<Warning>& warnings);

}  // namespace ipcbench::findings
