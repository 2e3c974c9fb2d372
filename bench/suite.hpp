/// What every benchmark binary does: read the command line, measure its kinds of rows, say how it went.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "campaign/plan.hpp"

namespace ipcbench::bench {

struct Suite {
  std::string name;                     // "transfer": of its file in the folder of a run
  std::vector<std::string_view> kinds;  // of its rows
  Pace pace = Pace::same_samples;
  std::vector<Shape> shapes{};  // of the matrices, where --shape is left out; none: the two of the course
  std::string usual{};          // a regular expression on row names: the rows of --usual
  bool usual_by_default = false;
};

/// Returns the exit status: 0 fine, 1 a row failed, 2 wrong call, 3 a disk that is full or fails, 130 interrupted. In a
/// producer (see producer/produce.hpp) it does not return.
int run_suite(const Suite& suite, int argc, char** argv);

}  // namespace ipcbench::bench
