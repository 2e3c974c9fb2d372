// bench_compute: computing and copying in this process, without any transfer.

#include "suite.hpp"

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite(argc, argv, [](const ipcbench::bench::Options& options) {
    return ipcbench::local_and_bound_rows(options.shapes);
  });
}
