/// The command line of a benchmark binary: ours, and Google Benchmark's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "os/cpus.hpp"
#include "rows.hpp"

namespace ipcbench::bench {

struct Options {
  std::vector<Shape> shapes;
  std::string only;    // a regular expression on row names; empty: all
  std::string filter;  // Google Benchmark's, on its names; a leading '-' negates; empty: all
  Protocol protocol;   // without the CPUs
  const Kernel* kernel = nullptr;
  os::Placement placement = os::Placement::same_llc;
  bool placement_given = false;
  std::optional<double> time_limit_seconds;
  std::string results;  // a folder; empty: no result file
  std::string machine;  // empty: the slug
  bool with_hostname = false;
  bool progress = false;
  bool no_warnings = false;

  bool probe = false;
  bool list_tests = false;
  std::string format;  // console, json or csv
  std::string out;     // a file; empty: none
  bool time_unit_given = false;
  std::vector<std::string> google_benchmark;  // what Google Benchmark itself is to see
};

/// Reads the command line. Throws UsageError with one line; prints the help and exits with 0 when asked to.
Options parse_options(int argc, char** argv);

}  // namespace ipcbench::bench
