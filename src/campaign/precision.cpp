#include "campaign/precision.hpp"

#include <algorithm>

#include "findings/statistics.hpp"

namespace ipcbench::campaign {

void Precision::add(const Row& row, const Samples& samples) {
  if (samples.size() == 0) return;
  failed_last_.erase(row.name());
  const auto totals = samples.totals(*row.kind);
  medians_ns_[row.name()].push_back(findings::warm_median({totals.begin(), totals.end()}));
}

void Precision::add_failure(const Row& row) { failed_last_.insert(row.name()); }

bool Precision::is_missed(const Row& row) const {
  const auto found = medians_ns_.find(row.name());
  if (found == medians_ns_.end() || has_failed(row)) return false;
  const auto interval = findings::median_interval(found->second);
  return !interval || (interval->high - interval->low) / 2 > wanted_ * findings::median(found->second);
}

std::size_t rounds_until_next_look(std::size_t rounds) {
  constexpr std::size_t least = 20;
  return std::max(least, rounds);
}

}  // namespace ipcbench::campaign
