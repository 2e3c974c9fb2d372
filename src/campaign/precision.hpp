/// Which rows need more rounds for a precision that was asked for.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rows/row.hpp"

namespace ipcbench::campaign {

/// Collects what each finished round of a row took. Its value is the median of those samples that count: which these
/// are shows only over the rounds (findings/settled.hpp).
class Precision {
 public:
  /// `wanted` is half the 95 % interval of a row's median as a share of that median: 0.03 for ±3 %.
  explicit Precision(double wanted) : wanted_(wanted) {}

  void add(const Row& row, const Samples& samples);
  void add_failure(const Row& row);

  /// Whether more rounds are to narrow the row's interval: it is wider than wanted, or there are too few rounds for
  /// one. No more for a row whose last round failed, or that has finished none: it would fail again.
  bool is_missed(const Row& row) const;
  bool has_failed(const Row& row) const { return failed_last_.contains(row.name()); }

 private:
  double wanted_;
  std::map<std::string, std::vector<std::vector<double>>> totals_ns_;  // of each round, by the row's name
  std::set<std::string> failed_last_;                                  // names of rows
};

/// How many more rounds are measured before intervals are looked at again, after this many. Stopping at the first
/// narrow interval would prefer those that are narrow by chance: of all such intervals, only 92 % held the median. With
/// looks this far apart 94 % do (tests/experiments/interval_coverage.py).
std::size_t rounds_until_next_look(std::size_t rounds);

}  // namespace ipcbench::campaign
