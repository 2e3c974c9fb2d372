// bench_transfer: every transport, with computing and copying here, and bare replies, in the same rounds.

#include "suite.hpp"

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite({"transfer", {"transfer", "local", "bound", "reply"}}, argc, argv);
}
