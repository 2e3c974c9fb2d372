#include "campaign/precision.hpp"

#include <algorithm>

#include "findings/settled.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::campaign {

void Precision::add(const Row& row, const Samples& samples) {
  if (samples.size() == 0) return;
  failed_last_.erase(row.name());
  const auto totals = samples.totals(*row.kind);
  totals_ns_[row.name()].emplace_back(totals.begin(), totals.end());
}

void Precision::add_failure(const Row& row) { failed_last_.insert(row.name()); }

bool Precision::is_missed(const Row& row) const {
  const auto found = totals_ns_.find(row.name());
  if (found == totals_ns_.end() || has_failed(row)) return false;
  const auto settled = findings::first_settled(found->second);
  std::vector<double> medians;
  for (const auto& round : found->second) medians.push_back(findings::warm_median(round, settled ? settled->from : 0));
  const auto interval = findings::median_interval(medians);
  return !interval || (interval->high - interval->low) / 2 > wanted_ * findings::median(medians);
}

std::size_t rounds_until_next_look(std::size_t rounds) {
  constexpr std::size_t least = 20;
  return std::max(least, rounds);
}

}  // namespace ipcbench::campaign
