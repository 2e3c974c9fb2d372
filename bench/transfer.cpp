// bench_transfer: every transport, with the local and bound rows in the same rounds.

#include "suite.hpp"

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite(argc, argv, [](const ipcbench::bench::Options& options) {
    auto rows = ipcbench::transfer_rows(options.shapes, *options.kernel);
    const auto here = ipcbench::local_and_bound_rows(options.shapes);
    rows.insert(rows.end(), here.begin(), here.end());
    return rows;
  });
}
