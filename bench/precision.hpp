/// Which rows need more rounds for a precision that was asked for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ipcbench/samples.hpp"
#include "rows.hpp"

namespace ipcbench::bench {

/// Collects what each finished round of a row took: the median total of its warm transfers.
class Precision {
 public:
  /// `wanted` is half the 95 % interval of a row's median as a share of that median: 0.03 for ±3 %.
  explicit Precision(double wanted) : wanted_(wanted) {}

  void add(const Row& row, const Samples& samples);

  /// Whether the row's interval is wider than wanted, or it has too few rounds for one. A row that has never finished a
  /// round is not missed: it would fail again.
  bool is_missed(const Row& row) const;

 private:
  double wanted_;
  std::map<std::string, std::vector<double>> medians_ns_;  // by the row's name
};

}  // namespace ipcbench::bench
