#include "campaign/campaign.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <list>
#include <utility>

#include "campaign/conclusion.hpp"
#include "campaign/destination.hpp"
#include "campaign/placing.hpp"
#include "campaign/probing.hpp"
#include "campaign/rounds.hpp"
#include "campaign/side.hpp"
#include "ipcbench/errors.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"
#include "producer/producers.hpp"
#include "result/document.hpp"

namespace ipcbench::campaign {
namespace {

/// What --probe says of one row. A probe that dies is a reason, too.
nlohmann::ordered_json report_of(const Row& row, const Plan& plan, const Producers& producers) {
  constexpr int none = 0;
  try {
    const auto why = producers.probe(row);
    return probed_object(row, why, why ? Settings{} : producers.measure(row, none, plan.seed).settings);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    return probed_object(row, unavailable_because(error.what()), {});
  }
}

}  // namespace

std::vector<Result> measure(const Plan& plan, const std::vector<Row>& rows, Recorder& recorder) {
  require_readable(plan, rows);
  require_writable(plan.out);
  std::list<Side> sides = sides_of(plan);
  for (Side& side : sides) {
    if (!plan.results.empty() || !plan.run.empty()) side.destination.emplace(plan, side.result);
  }
  for (Side& side : sides) side.rows = available(rows, side.result, side.producers);
  Rounds(plan, rows, sides, recorder).run();
  std::vector<Result> results;
  for (Side& side : sides) {
    finish(plan, side);
    results.push_back(std::move(side.result));
  }
  return results;
}

bool has_failed(const Result& result) {
  return !result.failed.empty() || std::ranges::any_of(result.warnings, is_early_failure);
}

nlohmann::ordered_json probe_report(const Plan& plan, const std::vector<Row>& rows) {
  constexpr int schema = 1;
  std::vector<Warning> ignored;
  const Placed where = placed(plan, ignored);
  const Producers producers(own_command("bench_" + plan.suite),
                            {plan.kernel, where.cpus, plan.residency, os::worker_cpus(where.cpus)});
  auto reports = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    if (row.kind->role != Role::measured) continue;
    reports.push_back(report_of(row, plan, producers));
  }
  return {{"schema", schema}, {"rows", reports}};
}

}  // namespace ipcbench::campaign
