// bench_sweep: a choice of transports that covers each mechanism, from 8 B to 128 MiB, with the two matrices of the
// course in the same rounds.

#include <string>

#include "suite.hpp"
#include "usual.hpp"

namespace {

/// Vectors of 8 B to 128 MiB in steps of 4; of 64 B and 4 KiB, whose tails people ask for; and more of those sizes
/// around which caches end. Then the matrices.
std::vector<ipcbench::Shape> shapes() {
  constexpr std::size_t most_entries = std::size_t{1} << 24;
  std::vector<ipcbench::Shape> all;
  for (std::size_t entries = 1; entries <= most_entries; entries *= 4) all.push_back({1, entries});
  constexpr std::size_t mib = std::size_t{1} << 20;
  for (const std::size_t bytes : {std::size_t{64}, std::size_t{4096}, 4 * mib, 16 * mib, 64 * mib})
    all.push_back({1, bytes / sizeof(double)});
  all.push_back({170, 9111});
  all.push_back({500, 9111});
  return all;
}

std::string usual_rows() {
  return "^(transfer/" + std::string(ipcbench::bench::usual_transports) + "|local/sum|bound/memcpy|reply/sleep)(/|$)";
}

}  // namespace

int main(int argc, char** argv) {
  return ipcbench::bench::run_suite({.name = "sweep",
                                     .kinds = {"transfer", "local", "bound", "reply"},
                                     .pace = ipcbench::Pace::same_time,
                                     .shapes = shapes(),
                                     .usual = usual_rows(),
                                     .usual_by_default = true},
                                    argc, argv);
}
