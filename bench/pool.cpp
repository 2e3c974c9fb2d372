// bench_pool: matrices to several workers, against the same work in one process.

#include <algorithm>
#include <set>
#include <string>

#include "os/cpus.hpp"
#include "suite.hpp"
#include "usual.hpp"

namespace {

/// The numbers of workers: each power of two up to all CPUs, all CPUs, and one more; at most 16, and one more.
std::set<int> usual_workers() {
  const int cpus = std::clamp(ipcbench::os::allowed_cpus(), 1, 16);
  std::set<int> numbers{cpus, cpus + 1};
  for (int workers = 1; workers < cpus; workers *= 2) numbers.insert(workers);
  return numbers;
}

/// Of all rows, a choice of transports that covers each mechanism on a coarse grid of computing, with a matrix for each
/// worker under way.
std::string usual_rows() {
  std::string workers;
  for (const int number : usual_workers()) {
    const std::string digits = std::to_string(number);
    workers += (workers.empty() ? "" : "|") + digits + "/(window:" + digits + "/)?";
  }
  return "^((farm|pool|broadcast)/" + std::string(ipcbench::bench::usual_transports) +
         "|threads/fma_.*)/[^/]*/workers:(" + workers + ")kernel:fma_(4|16|64)$";
}

}  // namespace

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite({.name = "pool",
                                     .kinds = {"farm", "pool", "broadcast", "threads"},
                                     .usual = usual_rows(),
                                     .usual_by_default = true},
                                    argc, argv);
}
