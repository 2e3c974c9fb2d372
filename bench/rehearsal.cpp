#include "rehearsal.hpp"

#include "os/clock.hpp"
#include "os/watch.hpp"
#include "tuning.hpp"

namespace ipcbench::bench {
namespace {

constexpr double seconds_per_ns = 1e-9;

/// One round of one row; 0 if it fails or is interrupted.
double seconds_of_round(const Row& row, Protocol protocol) {
  const int transfers = protocol.transfers;
  protocol.transfers = 2;
  try {
    const auto begin = os::now_ns();
    std::int64_t warm_ns = 0;
    {
      const Round round = start_round(row, protocol, round_seed(protocol, row, -1));
      round.measure();
      const auto cold_done = os::now_ns();
      round.measure();
      warm_ns = os::now_ns() - cold_done;
    }
    return static_cast<double>(os::now_ns() - begin + (transfers - 2) * warm_ns) * seconds_per_ns;
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

double rehearsed_seconds(const std::vector<Row>& rows, const Protocol& protocol) {
  double seconds = 0;
  for (const Row& row : rows) {
    if (os::interrupted()) break;
    const double sweep_in_rounds = static_cast<double>(sweep_transfers(row, protocol)) / protocol.transfers;
    seconds += seconds_of_round(row, protocol) * (protocol.rounds + sweep_in_rounds);
  }
  return seconds;
}

}  // namespace ipcbench::bench
