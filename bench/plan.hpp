/// Which rows a run measures, and on which CPUs.
#pragma once

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "ipcbench/machine.hpp"
#include "options.hpp"

namespace ipcbench::bench {

/// The row's name as Google Benchmark prints and filters it: "transfer/pipe/170x9111/iterations:4/manual_time".
std::string google_benchmark_name(const Row& row, const Protocol& protocol);

/// Those that --only and --benchmark_filter leave. Throws UsageError for a bad regular expression, or if none is left.
std::vector<Row> selected(const std::vector<Row>& rows, const Options& options);

struct Plan {
  std::vector<Row> rows;  // those that can run here
  std::vector<std::pair<Row, Unavailable>> unavailable;
};

/// What --probe prints: for each transfer row whether it can run here, and with what settings.
nlohmann::ordered_json probe_report(const std::vector<Row>& rows);

/// Probes every row; once the user has interrupted, takes the others for ones that can run. Throws UsageError if a
/// shape does not fit into memory or nothing can run.
Plan probed(const std::vector<Row>& rows);

/// The CPUs of a run and the placement they are in.
struct Pinning {
  os::Placement placement = os::Placement::none;
  CpuPair cpus;
};

/// The placement that was asked for; where none was, the best that this machine has, with a warning if it is not the
/// default. Throws UsageError if this machine does not have the one asked for.
Pinning pinning(const Options& options, std::vector<Warning>& warnings);

}  // namespace ipcbench::bench
