#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

using facts::RoundFacts;

constexpr double drift = 0.05;
// Of twenty rounds in random order, one run in two hundred looks so; of six, one in ten.
constexpr double same_way = 0.95;
constexpr double steal_in_all = 0.01;
constexpr double steal_in_one = 0.05;
constexpr double others_here = 0.05;               // of the run's CPUs
constexpr double others_around = 0.25;             // of the whole machine: they share memory and turbo, not the CPUs
constexpr std::int64_t few_ticks_ns = 30'000'000;  // Linux counts in ticks of 10 ms: one or two may be chance

/// Sums of one kind of time, over rounds.
struct Share {
  std::int64_t ns = 0;
  double of_ns = 0;

  void add(const std::optional<std::int64_t>& part, std::int64_t duration_ns, int cpus) {
    if (!part) return;
    ns += *part;
    of_ns += static_cast<double>(duration_ns) * cpus;
  }
  double value() const { return of_ns > 0 ? static_cast<double>(ns) / of_ns : 0; }
  bool reaches(double limit) const { return ns >= few_ticks_ns && value() >= limit; }
};

void add_drift(const std::vector<RoundFacts>& rounds, std::vector<Warning>& found) {
  std::vector<double> pulses;
  for (const RoundFacts& round : rounds) {
    if (round.pulse_ns) pulses.push_back(static_cast<double>(*round.pulse_ns));
  }
  const auto found_change = change(pulses);
  if (!found_change || std::abs(found_change->by) < drift) return;
  const double by = found_change->by;
  if (std::max(found_change->ascending, 1 - found_change->ascending) < same_way) return;
  const char* mend =
      by > 0 ? "; if this is a laptop, plug it in; let it cool, run again" : "; run again, it was not yet warm";
  found.push_back({"drift",
                   fmt::format("the machine {} {:.0f} % during the run, by the time of computing here{}",
                               by > 0 ? "slowed" : "sped up", 100 * std::abs(by), mend),
                   "shifts_milliseconds",
                   {}});
}

void add_steal(const std::vector<RoundFacts>& rounds, std::vector<Warning>& found) {
  Share all;
  Share worst;
  int worst_round = 0;
  for (const RoundFacts& round : rounds) {
    all.add(round.steal_ns, round.duration_ns, round.cpus);
    Share one;
    one.add(round.steal_ns, round.duration_ns, round.cpus);
    if (one.value() <= worst.value()) continue;
    worst = one;
    worst_round = round.round;
  }
  if (!all.reaches(steal_in_all) && !worst.reaches(steal_in_one)) return;
  found.push_back({"steal",
                   fmt::format("the hypervisor took {:.1f} % of the CPUs' time away, {:.0f} % in round {}",
                               100 * all.value(), 100 * worst.value(), worst_round),
                   "shifts_milliseconds",
                   {}});
}

void add_throttled(const std::vector<RoundFacts>& rounds, std::vector<Warning>& found) {
  std::set<std::string> rows;
  int count = 0;
  double seconds = 0;
  for (const RoundFacts& round : rounds) {
    rows.insert(round.throttled_rows.begin(), round.throttled_rows.end());
    if (round.throttled_ns.value_or(0) <= 0) continue;
    ++count;
    seconds += static_cast<double>(*round.throttled_ns) * 1e-9;
  }
  if (count == 0) return;
  found.push_back({"throttled",
                   fmt::format("the control group's CPU quota held the processes back in {} round{} ({:.2f} s in all); "
                               "give the container two CPUs or more (--cpus)",
                               count, count == 1 ? "" : "s", seconds),
                   "may_change_ranking",
                   {rows.begin(), rows.end()}});
}

void add_load(const std::vector<RoundFacts>& rounds, std::vector<Warning>& found) {
  Share here;
  Share around;
  for (const RoundFacts& round : rounds) {
    here.add(round.others_ns, round.duration_ns, round.cpus);
    around.add(round.machine_others_ns, round.duration_ns, round.machine_cpus);
  }
  if (!here.reaches(others_here) && !around.reaches(others_around)) return;
  found.push_back({"loaded_machine",
                   fmt::format("other processes took {:.0f} % of the run's CPUs and {:.0f} % of the machine; "
                               "stop them and run again",
                               100 * here.value(), 100 * around.value()),
                   "shifts_milliseconds",
                   {}});
}

/// The CPUs in `seen` other than `asked`, as text: "3, 5".
std::string elsewhere(const std::vector<RoundFacts>& rounds, std::set<int> RoundFacts::*seen, int asked) {
  std::set<int> cpus;
  for (const RoundFacts& round : rounds) cpus.insert((round.*seen).begin(), (round.*seen).end());
  cpus.erase(asked);
  return fmt::format("{}", fmt::join(cpus, ", "));
}

void add_misplaced(const std::vector<RoundFacts>& rounds, const CpuPair& cpus, std::vector<Warning>& found) {
  const auto add = [&](const char* who, std::set<int> RoundFacts::*seen, const std::optional<int>& asked) {
    if (!asked) return;
    const std::string other = elsewhere(rounds, seen, *asked);
    if (other.empty()) return;
    found.push_back({"not_where_pinned",
                     fmt::format("the {} was pinned to CPU {}, but ran on CPU {}", who, *asked, other),
                     "may_change_ranking",
                     {}});
  };
  add("producer", &RoundFacts::producer_cpus, cpus.producer);
  add("consumer", &RoundFacts::consumer_cpus, cpus.consumer);
}

}  // namespace

std::vector<Warning> about_rounds(const std::vector<RoundFacts>& rounds, const CpuPair& cpus) {
  std::vector<Warning> found;
  add_misplaced(rounds, cpus, found);
  add_throttled(rounds, found);
  add_drift(rounds, found);
  add_steal(rounds, found);
  add_load(rounds, found);
  return found;
}

}  // namespace ipcbench::findings
