#include "tuning.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

namespace ipcbench {
namespace {

constexpr int transfers_per_tuning = 4;
constexpr int cold_transfers = 1;  // they do not count
constexpr int sweep_round = -1;    // no round of the run has its matrices

/// The least total of the warm transfers of one process pair.
Trial tried(const Row& row, Protocol protocol) {
  protocol.transfers = transfers_per_tuning;
  const Round round = start_round(row, protocol, round_seed(protocol, row, sweep_round));
  Trial trial{round.settings, std::numeric_limits<Nanoseconds>::max()};
  for (int i = 0; i < transfers_per_tuning; ++i) {
    const Nanoseconds total = round.measure().total();
    if (i >= cold_transfers) trial.total = std::min(trial.total, total);
  }
  return trial;
}

}  // namespace

bool is_tunable(const Row& row) { return row.transport != nullptr && row.transport->tunings != nullptr; }

int sweep_transfers(const Row& row) {
  if (!is_tunable(row)) return 0;
  return transfers_per_tuning * static_cast<int>(row.transport->tunings(row.shape).size());
}

Sweep sweep(const Row& row, const Protocol& protocol) {
  Sweep result{row.name(), {}, {}};
  Nanoseconds least = std::numeric_limits<Nanoseconds>::max();
  Row candidate = row;
  for (const Tuning& tuning : row.transport->tunings(row.shape)) {
    candidate.tuning = tuning;
    try {
      const Trial trial = result.trials.emplace_back(tried(candidate, protocol));
      if (trial.total >= least) continue;
      least = trial.total;
      result.chosen = tuning;
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      spdlog::debug("{}: a tuning is left out: {}", row.name(), error.what());  // more than this machine allows
    }
  }
  return result;
}

}  // namespace ipcbench
