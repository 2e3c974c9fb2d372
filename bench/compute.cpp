// bench_compute: computing and copying in this process, without any transfer.

#include "suite.hpp"

int main(int argc, char** argv) { return ipcbench::bench::run_suite({"compute", {"local", "bound"}}, argc, argv); }
