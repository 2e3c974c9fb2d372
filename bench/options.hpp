/// The command line of a benchmark binary: ours, and Google Benchmark's.
#pragma once

#include <string>
#include <vector>

#include "campaign/plan.hpp"

namespace ipcbench::bench {

struct Options {
  campaign::Plan plan;
  std::string only;    // a regular expression on row names; empty: all
  bool usual = false;  // only a choice of transports that covers each mechanism
  std::string filter;  // Google Benchmark's, on its names; a leading '-' negates; empty: all
  bool no_warnings = false;
  bool shapes_given = false;

  std::string resume;   // the folder of a run that goes on; empty: none
  std::string recover;  // one that a result is made of; empty: none
  bool probe = false;
  bool list_tests = false;
  std::string format;  // console, json or csv
  bool time_unit_given = false;
  std::vector<std::string> google_benchmark;  // what Google Benchmark itself is to see
};

/// Reads the command line. Throws UsageError with one line; prints the help and exits with 0 when asked to.
Options parse_options(int argc, char** argv);

}  // namespace ipcbench::bench
