/// Which rows of a suite the command line asks for.
#pragma once

#include <vector>

#include "options.hpp"

namespace ipcbench::bench {

/// Those that --only and --benchmark_filter leave. Throws UsageError for a bad regular expression, or if none is left.
std::vector<Row> selected(const std::vector<Row>& rows, const Options& options);

}  // namespace ipcbench::bench
