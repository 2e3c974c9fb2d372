// A suite for tests alone: a kind of row that nothing else knows, in one file. It times the start of a child.

#include <unistd.h>

#include "os/clock.hpp"
#include "os/process.hpp"
#include "os/usage.hpp"
#include "rows/row.hpp"
#include "suite.hpp"

namespace ipcbench {
namespace {

Sample launch() {
  const auto before = os::usage();
  const auto t0 = os::now_ns();
  os::Child child([] { return 0; });
  const auto t1 = os::now_ns();
  child.reap();
  const auto t2 = os::now_ns();
  return {{t1 - t0, t2 - t1}, {{"parent_page_faults", (os::usage() - before).page_faults}}};
}

std::vector<Row> rows(const RowOptions& options) {
  std::vector<Row> all;
  for (const std::string count : {"1", "2"}) {
    Row row;
    row.key = "fork";
    row.conditions = {{"children", count}};
    row.label = "fork()";
    row.family = "process";
    row.samples = options.samples;
    row.start = [count](const Start&) -> Round {
      return {{{"method", "fork"}}, [count] {
                for (int more = std::stoi(count); more > 1; --more) launch();
                return launch();
              }};
    };
    all.push_back(row);
  }
  return all;
}

const KindRegistration registered({
    .key = "launch",
    .title = "Launching",
    .role = Role::measured,
    .phases = {"start", "end"},
    .total = {"start", "end"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench

int main(int argc, char** argv) { return ipcbench::bench::run_suite({"launch", {"launch"}}, argc, argv); }
