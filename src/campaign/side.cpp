#include "campaign/side.hpp"

#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "campaign/conclusion.hpp"
#include "campaign/placing.hpp"
#include "ipcbench/errors.hpp"
#include "os/cpus.hpp"
#include "os/names.hpp"
#include "result/document.hpp"
#include "result/side_file.hpp"

namespace ipcbench::campaign {
namespace {

/// What both sides have in common.
Result described(const Plan& plan) {
  Result result;
  result.suite = plan.suite;
  result.kinds = kinds_of(plan);
  result.machine = machine_facts(result.warnings);
  if (!plan.machine.empty()) result.machine["id"] = plan.machine;
  result.environment = environment_facts(result.warnings);
  return result;
}

Side& add_side(std::list<Side>& sides, const Plan& plan, Result result, ProducerCommand command) {
  const Placed where = placed(plan, result.warnings);
  result.protocol = {.rounds = plan.rounds,
                     .samples = plan.samples,
                     .residency = plan.residency,
                     .seed = plan.seed,
                     .precision = plan.precision,
                     .placement = where.placement,
                     .cpus = where.cpus,
                     .kernel = plan.kernel,
                     .shapes = plan.shapes};
  const RunOptions options{plan.kernel, where.cpus, plan.residency, os::worker_cpus(where.cpus)};
  return sides.emplace_back(std::move(command), options, std::move(result));
}

/// A kind that the other build lacks has rows that cannot run there; one that it measures otherwise has no pairs.
void require_alike(const Kind& kind, const Description& other) {
  const bool is_lacking = other.phases.empty();
  if (is_lacking || (std::ranges::equal(other.phases, kind.phases) && std::ranges::equal(other.total, kind.total))) {
    return;
  }
  throw UsageError(
      fmt::format("--against: the phases of {} are {} there ({} in its total), and {} here ({}): results of "
                  "the two cannot be compared",
                  kind.key, fmt::join(other.phases, ", "), fmt::join(other.total, ", "), fmt::join(kind.phases, ", "),
                  fmt::join(kind.total, ", ")));
}

/// Throws UsageError for what is no producer that this build understands.
Description described_by(Side& side, const Kind& kind, const std::string& path) {
  try {
    return side.producers.describe(kind);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    throw UsageError(
        fmt::format("--against {}: no producer that this build understands ({}): it must be built from a "
                    "commit that has --against, too",
                    path, error.what()));
  }
}

void describe_other_build(Side& side, const std::string& path) {
  for (const Kind* const kind : side.result.kinds) {
    Description found = described_by(side, *kind, path);
    require_alike(*kind, found);
    if (kind != side.result.kinds.front()) continue;
    side.result.build = std::move(found.build);
    std::ranges::move(found.warnings, std::back_inserter(side.result.warnings));
  }
}

Plan plan_of_other_side(const Plan& plan) {
  Plan other = plan;
  if (plan.against->placement) {
    other.placement = *plan.against->placement;
    other.placement_given = true;
  }
  other.residency = plan.against->residency.value_or(plan.residency);
  return other;
}

}  // namespace

std::vector<const Kind*> kinds_of(const Plan& plan) {
  std::vector<const Kind*> kinds;
  std::ranges::transform(plan.kinds, std::back_inserter(kinds), [](auto key) { return &find_kind(key); });
  std::ranges::stable_sort(kinds, {}, &Kind::role);
  return kinds;
}

bool Side::can_run(const Row& row) const { return std::ranges::find(rows, &row) != rows.end(); }

std::ptrdiff_t Side::kept_steps() const {
  return kept == nullptr ? 0 : std::ssize(kept->entries) + std::ssize(kept->failed);
}

bool Side::has_kept(int round) const {
  const auto is_of = [round](const auto& one) { return one.round == round; };
  return kept != nullptr && (std::ranges::any_of(kept->entries, is_of) || std::ranges::any_of(kept->failed, is_of));
}

const facts::RoundFacts* Side::kept_round(int round) const {
  if (kept == nullptr) return nullptr;
  const auto found = std::ranges::find(kept->rounds, round, &facts::RoundFacts::round);
  return found == kept->rounds.end() ? nullptr : &*found;
}

bool Side::is_full() const {
  constexpr std::size_t most = most_result_bytes / 20 * 19;  // the result has a little more than its entries
  const std::size_t rounds = result.entries.empty() ? 0 : static_cast<std::size_t>(result.entries.back().round) + 1;
  return rounds > 0 && bytes + bytes / rounds > most;
}

void Side::keep(const std::string& line) {
  bytes += line.size();
  if (!destination) return;
  const std::string first = std::exchange(has_begun, true) ? "" : side_line(result) + "\n";
  destination->file.append(first + line);
}

void finish(const Plan& plan, Side& side) {
  observe_end(side.result, side.observer);
  conclude(side.result);
  const bool may_go_on = !side.result.complete && side.has_begun && !side.result.pair;
  publish(plan, side.result, side.destination, may_go_on);
  for (const auto& [row, why] : side.result.unavailable) {
    spdlog::warn("{} cannot run: {} {}", row->name(), why.reason, why.mend.empty() ? "" : "Try: " + why.mend);
  }
}

std::list<Side> sides_of(const Plan& plan) {
  const std::string program = "bench_" + plan.suite;
  const Result common = described(plan);
  std::list<Side> sides;
  Result& own = add_side(sides, plan, common, own_command(program)).result;
  own.build = build_facts(own.warnings);
  if (!plan.against) return sides;
  const std::string& path = plan.against->program;
  Side& other = add_side(sides, plan_of_other_side(plan), common,
                         path.empty() ? own_command(program) : command_of(path, program));
  describe_other_build(other, path);
  const std::string id = os::new_run_token();
  own.pair = {id, "A"};
  other.result.pair = {id, "B"};
  return sides;
}

}  // namespace ipcbench::campaign
