#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "facts/facts.hpp"
#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

using Rounds = std::vector<facts::RoundFacts>;
using Entries = std::vector<PlainEntry>;

// Two hardware threads of one core hand a line to each other within 22 to 35 cycles, on ten processors from Broadwell
// to Zen 4; the quickest two cores that share a cache take 77 to 99 (github.com/nviennot/core-to-core-latency: 4.3 to
// 10 ns and 16 to 24 ns, times each one's turbo clock). There and back that is at most 70, and at least 154. In cycles
// the gap does not depend on how fast the core happens to run, as it would in nanoseconds.
constexpr double one_core_cycles = 105;

constexpr double moved_ratio = 1.5;
constexpr double moved_ns = 15;  // less is how fast the cores ran, not where they lay

constexpr double grave_offset_ns = 1000;
constexpr double notable_offset_ns = 10;
constexpr double notable_share = 0.01;  // of a row's transfer

/// One fact of all rounds that have it.
std::vector<double> over_rounds(const Rounds& rounds, auto fact) {
  std::vector<double> all;
  for (const auto& round : rounds) {
    if (round.cpu_pair) all.push_back(fact(*round.cpu_pair));
  }
  return all;
}

/// The rows of these entries for which `holds`, by name.
std::vector<std::string> rows_for(const Entries& entries, auto holds) {
  std::set<std::string> names;
  for (const PlainEntry& entry : entries) {
    if (holds(entry)) names.insert(entry.row);
  }
  return {names.begin(), names.end()};
}

void add_unknown(const Rounds& rounds, const CpuPair& cpus, std::vector<Warning>& found) {
  const auto without = std::ranges::count_if(rounds, [](const auto& round) { return !round.cpu_pair; });
  if (without == 0) return;
  const bool are_two = cpus.producer && cpus.consumer && cpus.producer != cpus.consumer;
  facts::warn_unknown(
      found, {"cache_line_ns", "clock_offset_ns"},
      are_two ? fmt::format("the two CPUs did not meet within 0.2 s in {} of {} rounds", without, rounds.size())
              : "the processes are not pinned to two CPUs");
}

void add_one_core(const Rounds& rounds, os::Placement placement, std::vector<Warning>& found) {
  const auto cycles = over_rounds(rounds, [](const auto& pair) { return pair.round_trip_cycles; });
  const auto count = std::ranges::count_if(cycles, [](double each) { return each < one_core_cycles; });
  if (count == 0 || placement == os::Placement::same_core) return;
  const auto total = static_cast<std::ptrdiff_t>(cycles.size());
  found.push_back(
      {"one_core",
       fmt::format("the two CPUs look like one core{}: a cache line goes there and back in {:.0f} cycles, two "
                   "cores need over 150. They compete for everything; ask for whole cores",
                   count == total ? "" : fmt::format(" in {} of {} rounds", count, total), std::ranges::min(cycles)),
       "may_change_ranking",
       {}});
}

void add_moved(const Rounds& rounds, const Entries& entries, std::vector<Warning>& found) {
  const auto trips = over_rounds(rounds, [](const auto& pair) { return pair.round_trip_ns; });
  if (trips.empty()) return;
  const auto [least, most] = std::ranges::minmax(trips);
  if (most < moved_ratio * least || most - least < moved_ns) return;
  found.push_back(
      {"cpus_moved",
       fmt::format("the two CPUs lay {:.0f} to {:.0f} ns apart (cache-line round trip, median {:.0f}); a "
                   "wake-up may go by it, and writing what the other CPU has read: expect other figures next time",
                   least, most, median(trips)),
       "may_change_ranking", rows_for(entries, [](const PlainEntry& entry) { return !entry.waiting.empty(); })});
}

/// The clocks lie so far apart at the least, in the worst round.
double sure_offset_ns(const Rounds& rounds) {
  const auto sure = over_rounds(
      rounds, [](const auto& pair) { return std::abs(pair.clock_offset_ns) - pair.clock_offset_uncertainty_ns; });
  return sure.empty() ? 0 : std::ranges::max(sure);
}

void add_clock_offset(const Rounds& rounds, const Entries& entries, std::vector<Warning>& found) {
  const double offset_ns = sure_offset_ns(rounds);
  if (offset_ns < notable_offset_ns) return;
  auto rows = rows_for(entries, [&](const PlainEntry& entry) {
    const auto transfer = entry.phases.find("transfer");
    return entry.role == Role::measured && transfer != entry.phases.end() && !transfer->second.empty() &&
           offset_ns > notable_share * warm_median(transfer->second, entry.first);
  });
  if (rows.empty() && offset_ns < grave_offset_ns) return;
  found.push_back({"clock_offset",
                   fmt::format("the clocks of the two CPUs lie {:.2g} µs apart or more: transfer and reply are off by "
                               "that, one by more and one by less; totals hold",
                               offset_ns / 1000),
                   "shifts_milliseconds", std::move(rows)});
}

}  // namespace

std::vector<Warning> about_cpu_pair(const Rounds& rounds, const Entries& entries, os::Placement placement,
                                    const CpuPair& cpus) {
  std::vector<Warning> found;
  add_one_core(rounds, placement, found);
  add_moved(rounds, entries, found);
  add_clock_offset(rounds, entries, found);
  add_unknown(rounds, cpus, found);
  return found;
}

}  // namespace ipcbench::findings
