#include "campaign/placing.hpp"

#include <algorithm>
#include <string>

#include "ipcbench/errors.hpp"

namespace ipcbench::campaign {
namespace {

std::string listed(const std::vector<os::Placement>& placements) {
  std::string text;
  for (const auto placement : placements) text += std::string(to_string(placement)) + ", ";
  return text + "none";
}

void warn_if_one_cpu(const CpuPair& cpus, std::vector<Warning>& warnings) {
  const bool one = cpus.producer && cpus.producer == cpus.consumer;
  if (!one && os::allowed_cpus() > 1) return;
  warnings.push_back({"one_cpu",
                      "producer and consumer share one CPU: they take turns, and nothing overlaps",
                      "may_change_ranking",
                      {}});
}

CpuPair found_as_asked(os::Placement placement, const std::vector<os::Placement>& possible) {
  const auto cpus = os::find_cpus(placement);
  if (cpus) return *cpus;
  throw UsageError("--placement " + std::string(to_string(placement)) +
                   ": this machine, or what this process may use of it, has only " + listed(possible));
}

Placed next_best(std::vector<Warning>& warnings) {
  for (const auto next : {os::Placement::cross_llc, os::Placement::cross_numa, os::Placement::same_core}) {
    const auto cpus = os::find_cpus(next);
    if (!cpus) continue;
    if (os::allowed_cpus() > 1) {  // one is a warning of its own
      warnings.push_back({"placement",
                          "no two cores share a last-level cache here; measured " + std::string(to_string(next)),
                          "may_change_ranking",
                          {}});
    }
    return {next, *cpus};
  }
  throw Error("no CPU is allowed to this process");
}

Placed chosen(const Plan& plan, std::vector<Warning>& warnings) {
  if (plan.placement == os::Placement::none) return {};
  const auto possible = os::possible_placements();
  const bool is_possible = std::ranges::find(possible, plan.placement) != possible.end();
  if (!plan.placement_given && !is_possible) return next_best(warnings);
  return {plan.placement, found_as_asked(plan.placement, possible)};
}

}  // namespace

Placed placed(const Plan& plan, std::vector<Warning>& warnings) {
  const Placed found = chosen(plan, warnings);
  warn_if_one_cpu(found.cpus, warnings);
  return found;
}

}  // namespace ipcbench::campaign
