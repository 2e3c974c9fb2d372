/// What is asked of a campaign: the command line, once it has been read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ipcbench/kernel.hpp"
#include "ipcbench/matrix.hpp"
#include "os/cpus.hpp"
#include "os/residency.hpp"
#include "rows/row.hpp"

namespace ipcbench::campaign {

/// What the other side of a pair is measured with, where it differs from the plan's own.
struct Against {
  std::string program;  // a benchmark binary; empty: this one
  std::optional<os::Placement> placement{};
  std::optional<os::Residency> residency{};
};

struct Plan {
  std::string suite;                    // "transfer"
  std::vector<std::string_view> kinds;  // of its rows
  std::vector<Shape> shapes;
  const Kernel* kernel = &default_kernel();
  int rounds = 10;
  int samples = 7;  // per round and row
  Pace pace = Pace::same_samples;
  os::Residency residency = os::Residency::cache;
  std::uint64_t seed = 1;
  os::Placement placement = os::Placement::same_llc;
  bool placement_given = false;
  std::optional<double> precision{};  // half the interval of each row as a share of its median: 0.03
  std::optional<double> time_limit_seconds{};
  bool progress = false;
  std::optional<Against> against{};  // each round of a row is measured on two sides, one after the other
  std::vector<std::pair<std::string, std::size_t>>
      tunings{};  // of these rows no sweep is made: the place of a row's tuning

  std::string results;  // a folder; empty: no result file
  std::string run;      // the folder of a run that another suite has begun; empty: a new one
  std::string machine;  // empty: the slug
  std::string out;      // a file for the result as well; empty: none
  bool result_on_stdout = false;
  bool with_hostname = false;
};

/// What the plan's rows are made of.
inline RowOptions row_options(const Plan& plan, std::function<bool(const std::string& name)> wanted) {
  return {plan.shapes, plan.kernel, plan.samples, plan.residency, plan.pace, std::move(wanted)};
}

}  // namespace ipcbench::campaign
