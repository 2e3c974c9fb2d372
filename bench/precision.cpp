#include "precision.hpp"

#include <algorithm>

#include "findings/statistics.hpp"

namespace ipcbench::bench {

void Precision::add(const Row& row, const Samples& samples) {
  if (samples.empty()) return;
  failed_last_.erase(row.name());
  const std::size_t cold = samples.size() > 1 ? 1 : 0;
  std::vector<double> totals;
  for (std::size_t i = cold; i < samples.size(); ++i) totals.push_back(static_cast<double>(samples[i].total()));
  medians_ns_[row.name()].push_back(findings::median(std::move(totals)));
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

}  // namespace ipcbench::bench
