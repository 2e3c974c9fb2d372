#include "campaign/conclusion.hpp"

#include <algorithm>

#include "facts/facts.hpp"
#include "findings/findings.hpp"

namespace ipcbench::campaign {
namespace {

void add_clock_drift(nlohmann::ordered_json& clock, const os::ClockDrift& drift) {
  constexpr double ppm = 1e6;
  clock["drift_ppm"] = drift.share * ppm;
  clock["drift_uncertainty_ppm"] = drift.uncertainty * ppm;
}

void add(std::vector<Warning>& warnings, std::vector<Warning> found) {
  std::ranges::move(found, std::back_inserter(warnings));
}

}  // namespace

void observe_end(Result& result, const facts::Observer& observer) {
  std::vector<Warning> told_already;  // what is unknown now was so before
  auto& environment = result.environment;
  environment["load_after"] = load_average();
  environment["after"] = facts::present_state(facts::Files(), told_already);
  add_clock_drift(environment["clock"], observer.clock_drift());
  result.rounds = observer.rounds();
}

void conclude(Result& result) {
  std::vector<findings::PlainEntry> entries;
  std::ranges::transform(result.entries, std::back_inserter(entries), findings::plain_entry);
  result.settled = findings::settle(entries);
  const Protocol& protocol = result.protocol;
  for (const auto& [number, pulse] : findings::pulses(entries, protocol.kernel->key)) {
    for (auto& round : result.rounds) {
      if (round.round == number) round.pulse_ns = static_cast<std::int64_t>(pulse);
    }
  }

  const auto& environment = result.environment;
  const auto& clock = environment["clock"];
  const double clock_ns = std::max(clock["overhead_ns"].get<double>(), clock["resolution_ns"].get<double>());
  add(result.warnings, findings::about_build(result.build));
  add(result.warnings, findings::about_machine(result.machine, environment, protocol.cpus));
  add(result.warnings, findings::about_cpu_pair(result.rounds, entries, protocol.placement, protocol.cpus));
  add(result.warnings, findings::about_memory(environment, entries));
  add(result.warnings, findings::about_rounds(result.rounds, protocol.cpus));
  add(result.warnings, findings::about_rows(entries, protocol.kernel->key, clock_ns, protocol.precision));
  findings::sort_by_rank(result.warnings);

  std::size_t planned = 0;
  for (const auto& round : protocol.order) planned += round.size();
  result.complete = result.entries.size() + result.failed.size() == planned;
}

}  // namespace ipcbench::campaign
