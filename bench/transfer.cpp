// bench_transfer: every transport, with computing and copying here, and bare replies, in the same rounds.

#include <string>

#include "suite.hpp"
#include "usual.hpp"

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite(
      {.name = "transfer",
       .kinds = {"transfer", "local", "bound", "reply"},
       .usual = "^(transfer/" + std::string(ipcbench::bench::usual_transports) + "|local|bound|reply)/"},
      argc, argv);
}
