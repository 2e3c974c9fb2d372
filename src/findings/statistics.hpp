/// The few statistics that findings need; the figures themselves are computed by the tools.
#pragma once

#include <optional>
#include <vector>

namespace ipcbench::findings {

/// The middle value, or the mean of the two middle ones; 0 of nothing.
double median(std::vector<double> values);

/// The median from the value at `first` on, by default of all but the cold one; of fewer values, the last one.
double warm_median(const std::vector<double>& values, int first = 1);

struct Interval {
  double low = 0;
  double high = 0;
};

/// The exact 95 % interval of the median from order statistics, whatever the distribution (David and Nagaraja, Order
/// Statistics, 2003, section 7.1); nullopt for fewer than six values, whose whole range covers less.
std::optional<Interval> median_interval(std::vector<double> values);

/// The median of |value - median| / median: 0.05 means that half of the values lie more than 5 % off.
double median_absolute_error(const std::vector<double>& values);

/// How the last third of some values lies to the first third; of less than nine values, the last three to the first.
struct Change {
  double by = 0;         // 0.22: the median is 22 % more
  double ascending = 0;  // the share of pairs, one of either end, in which the later value is the greater
};

/// nullopt for fewer than six values. A step shows as well as a slope does.
std::optional<Change> change(const std::vector<double>& values);

}  // namespace ipcbench::findings
