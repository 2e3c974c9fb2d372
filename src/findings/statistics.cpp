#include "findings/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ipcbench::findings {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

double warm_median(const std::vector<double>& values, int first) {
  if (values.empty()) return 0;
  const auto left_out = std::min<std::ptrdiff_t>(first, static_cast<std::ptrdiff_t>(values.size()) - 1);
  return median({values.begin() + left_out, values.end()});
}

std::optional<Interval> median_interval(std::vector<double> values) {
  constexpr double tail = 0.025;
  const std::size_t n = values.size();
  // How many values lie below the median is binomial with probability one half: in logarithms, since 2^-1075 is 0.
  double log_probability = -static_cast<double>(n) * std::log(2.0);
  double below = std::exp(log_probability);
  std::size_t rank = 0;
  while (below <= tail && rank < n) {
    log_probability += std::log(static_cast<double>(n - rank) / static_cast<double>(rank + 1));
    below += std::exp(log_probability);
    ++rank;
  }
  if (rank == 0) return std::nullopt;
  std::ranges::sort(values);
  return Interval{values[rank - 1], values[n - rank]};
}

double median_absolute_error(const std::vector<double>& values) {
  const double middle = median(values);
  if (middle == 0) return 0;
  std::vector<double> errors;
  for (const double value : values) errors.push_back(std::abs(value - middle) / middle);
  return median(errors);
}

std::optional<Change> change(const std::vector<double>& values) {
  constexpr std::size_t least = 3;
  const std::size_t count = std::max(least, values.size() / 3);
  if (values.size() < 2 * count) return std::nullopt;
  const auto part = static_cast<std::ptrdiff_t>(count);
  const std::vector<double> first(values.begin(), values.begin() + part);
  const std::vector<double> last(values.end() - part, values.end());
  const double before = median(first);
  if (before <= 0) return std::nullopt;
  double ascending = 0;
  for (const double late : last) {
    ascending += static_cast<double>(std::ranges::count_if(first, [late](double early) { return late > early; }));
  }
  return Change{median(last) / before - 1, ascending / static_cast<double>(count * count)};
}

}  // namespace ipcbench::findings
