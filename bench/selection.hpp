/// Which rows of a suite the command line asks for.
#pragma once

#include <vector>

#include "options.hpp"

namespace ipcbench::bench {

/// The suite's rows that `usual` (a regular expression; empty: all), --only and --benchmark_filter leave. Throws
/// UsageError for a bad regular expression, or if none is left.
std::vector<Row> selected(const std::string& usual, const Options& options);

}  // namespace ipcbench::bench
