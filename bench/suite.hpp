/// What every benchmark binary does: read the command line, plan, measure round by round, write the result.
#pragma once

#include "options.hpp"

namespace ipcbench::bench {

/// The rows that a binary measures with these options.
using RowsOf = std::vector<Row> (*)(const Options& options);

/// Returns the exit status: 0 fine, 1 a row failed, 2 wrong call, 130 interrupted.
int run_suite(int argc, char** argv, RowsOf rows_of);

}  // namespace ipcbench::bench
