/// Runs that did not end: see campaign.hpp.
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <list>
#include <utility>

#include "campaign/campaign.hpp"
#include "campaign/conclusion.hpp"
#include "campaign/destination.hpp"
#include "campaign/rounds.hpp"
#include "campaign/side.hpp"
#include "ipcbench/errors.hpp"
#include "result/side_file.hpp"

namespace ipcbench::campaign {
namespace {

using nlohmann::ordered_json;

/// The plan of such a run, with what this call says of how it is shown and when it ends.
Plan plan_of(const Protocol& protocol, const Plan& now) {
  Plan plan = now;
  plan.shapes = protocol.shapes;
  plan.kernel = protocol.kernel;
  plan.rounds = protocol.rounds;
  plan.samples = protocol.samples;
  plan.residency = protocol.residency;
  plan.seed = protocol.seed;
  plan.placement = protocol.placement;
  plan.placement_given = true;
  plan.precision = protocol.precision;
  return plan;
}

/// The rows of these names, in the order of all.
std::vector<Row> rows_called(const std::vector<std::string>& names, const Plan& plan) {
  std::vector<Row> found;
  const auto is_called = [&](const std::string& name) { return std::ranges::binary_search(names, name); };
  for (Row& row : rows_of(plan.kinds, row_options(plan, is_called))) {
    if (is_called(row.name())) found.push_back(std::move(row));
  }
  return found;
}

/// "governor, kernel": the keys whose values differ.
std::string differing(const ordered_json& then, const ordered_json& now) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : now.items()) {
    if (!then.contains(key) || then.at(key) != value) keys.push_back(key);
  }
  return fmt::format("{}", fmt::join(keys, ", "));
}

/// What a file says that this build cannot take for what it should be is told with its folder.
template <typename Use>
void understood(const std::string& folder, Use use) {
  try {
    use();
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(
        fmt::format("what is kept in \"{}\" is none that this build has written ({})", folder, error.what()));
  }
}

ordered_json of_cpus(const CpuPair& cpus) {
  const auto word = [](const std::optional<int>& cpu) { return cpu ? ordered_json(*cpu) : ordered_json(nullptr); };
  return {{"producer_cpu", word(cpus.producer)}, {"consumer_cpu", word(cpus.consumer)}};
}

/// What is measured now must be what was measured then.
void require_same(const Result& then, const Result& now) {
  const auto require = [](bool same, const std::string& what, const ordered_json& before, const ordered_json& here) {
    if (same) return;
    throw UsageError(
        fmt::format("--resume: the {} of that run was another ({}): tools/recover makes a result of what "
                    "it has",
                    what, differing(before, here)));
  };
  require(hardware_id(then.machine) == hardware_id(now.machine), "machine", then.machine, now.machine);
  require(environment_id(then.environment) == environment_id(now.environment), "environment",
          identifying_environment(then.environment), identifying_environment(now.environment));
  require(then.build == now.build, "build", then.build, now.build);
  const ordered_json before = of_cpus(then.protocol.cpus);
  const ordered_json here = of_cpus(now.protocol.cpus);
  require(before == here, "pair of CPUs", before, here);
}

/// What was found before is the side's own, but for what its rounds take one by one.
void take_over(Side& side, const Unfinished& run) {
  require_same(run.kept, side.result);
  Result& result = side.result;
  result = run.kept;
  result.entries.clear();
  result.failed.clear();
  result.rounds.clear();
  result.protocol.order.clear();
  for (const Row& row : run.rows) {
    const auto cannot = std::ranges::find(result.unavailable, &row, &UnavailableRow::row);
    if (cannot == result.unavailable.end()) side.rows.push_back(&row);
    const auto swept = std::ranges::find(result.tuning, row.name(), &Sweep::row);
    if (swept != result.tuning.end() && swept->chosen) side.tunings[&row] = *swept->chosen;
  }
  side.kept = &run.kept;
  for (const Entry& entry : run.kept.entries) side.kept_entries[{entry.row, entry.round}] = &entry;
  side.has_begun = true;
}

void require_unpaired(const Result& kept) {
  if (!kept.pair) return;
  throw UsageError(
      "--resume: that run was measured in pairs with another one, and what is left of a pair is none: "
      "tools/recover makes a result of what it has");
}

/// Rounds that a precision asked for stand in no plan: what is kept of them is.
void add_rounds_beyond_the_plan(Result& result) {
  auto& order = result.protocol.order;
  const auto add = [&](const std::string& row, int round) {
    const auto number = static_cast<std::size_t>(round);
    if (number < static_cast<std::size_t>(result.protocol.rounds)) return;
    if (order.size() <= number) order.resize(number + 1);
    order[number].push_back(row);
  };
  for (const Entry& entry : result.entries) add(entry.row->name(), entry.round);
  for (const FailedRound& failed : result.failed) add(failed.row, failed.round);
  result.protocol.rounds = static_cast<int>(order.size());
}

}  // namespace

Unfinished unfinished(const Plan& now) {
  const RunFolder folder = RunFolder::of(now.run);
  const SideFile file(folder.path(), now.suite);
  Unfinished run{.plan = plan_of(file.protocol(), now), .rows = {}, .kept = {}};
  run.rows = rows_called(file.rows(), run.plan);
  run.kept = file.result(run.rows, kinds_of(now));
  return run;
}

Result resume(const Unfinished& run, Recorder& recorder) {
  require_unpaired(run.kept);
  std::list<Side> sides = sides_of(run.plan);
  Side& side = sides.front();
  understood(run.plan.run, [&] { take_over(side, run); });
  Rounds rounds(run.plan, run.rows, sides, recorder);
  side.destination.emplace(run.plan, side.result, Begin::again);
  side.result.warnings.push_back(
      {"resumed",
       fmt::format("the run was interrupted with {} of its entries, and went on at {:%Y-%m-%dT%H:%M:%SZ}",
                   run.kept.entries.size(), fmt::gmtime(std::time(nullptr))),
       "note",
       {}});
  side.keep(side_line(side.result.warnings.back()));
  rounds.run();
  finish(run.plan, side);
  return std::move(side.result);
}

Result recover(const Unfinished& run) {
  Result result = run.kept;
  add_rounds_beyond_the_plan(result);
  std::optional<Destination> destination;
  destination.emplace(run.plan, result, Begin::again);
  result.warnings.push_back(
      {"recovered", "the run did not end: this result is what it had kept, and knows no state of its end", "note", {}});
  understood(run.plan.run, [&] { conclude(result); });
  constexpr bool may_go_on = true;
  publish(run.plan, result, destination, may_go_on);
  return result;
}

}  // namespace ipcbench::campaign
