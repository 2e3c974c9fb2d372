#include "precision.hpp"

#include "findings/statistics.hpp"

namespace ipcbench::bench {

void Precision::add(const Row& row, const Samples& samples) {
  if (samples.empty()) return;
  const std::size_t cold = samples.size() > 1 ? 1 : 0;
  std::vector<double> totals;
  for (std::size_t i = cold; i < samples.size(); ++i) totals.push_back(static_cast<double>(samples[i].total()));
  medians_ns_[row.name()].push_back(findings::median(std::move(totals)));
}

bool Precision::is_missed(const Row& row) const {
  const auto found = medians_ns_.find(row.name());
  if (found == medians_ns_.end()) return false;
  const auto interval = findings::median_interval(found->second);
  return !interval || (interval->high - interval->low) / 2 > wanted_ * findings::median(found->second);
}

}  // namespace ipcbench::bench
