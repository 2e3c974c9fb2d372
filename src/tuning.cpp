#include "tuning.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

namespace ipcbench {
namespace {

constexpr int transfers_per_pass = 3;
constexpr int cold_transfers = 1;  // they do not count
constexpr int sweep_round = -1;    // no round of the run has its matrices

/// A process pair opened with one tuning: its settings, and the least total of its warm transfers.
Trial tried(const Row& row, const Tuning& tuning, Protocol protocol) {
  Row candidate = row;
  candidate.tuning = tuning;
  protocol.transfers = transfers_per_pass;
  const Round round = start_round(candidate, protocol, round_seed(protocol, row, sweep_round));
  Trial trial{round.settings, std::numeric_limits<Nanoseconds>::max()};
  for (int i = 0; i < transfers_per_pass; ++i) {
    const Nanoseconds total = round.measure().total();
    if (i >= cold_transfers) trial.total = std::min(trial.total, total);
  }
  return trial;
}

/// nullopt for a tuning that is more than this machine allows.
std::optional<Trial> tried_if_allowed(const Row& row, const Tuning& tuning, const Protocol& protocol) {
  try {
    return tried(row, tuning, protocol);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    spdlog::debug("{}: a tuning is left out: {}", row.name(), error.what());
    return std::nullopt;
  }
}

/// Over all tunings, so that a slow moment does not fall on one of them alone; a first look has to do with one pass.
int passes(const Protocol& protocol) { return protocol.rounds < 12 ? 1 : 2; }

}  // namespace

bool is_tunable(const Row& row) { return row.transport != nullptr && row.transport->tunings != nullptr; }

int sweep_transfers(const Row& row, const Protocol& protocol) {
  if (!is_tunable(row)) return 0;
  return passes(protocol) * transfers_per_pass * static_cast<int>(row.transport->tunings(row.shape).size());
}

Sweep sweep(const Row& row, const Protocol& protocol) {
  const std::vector<Tuning> tunings = row.transport->tunings(row.shape);
  std::vector<std::optional<Trial>> best(tunings.size());
  for (int pass = 0; pass < passes(protocol); ++pass) {
    for (std::size_t i = 0; i < tunings.size(); ++i) {
      const auto trial = tried_if_allowed(row, tunings[i], protocol);
      if (trial && (!best[i] || trial->total < best[i]->total)) best[i] = trial;
    }
  }
  Sweep result{row.name(), {}, {}};
  Nanoseconds least = std::numeric_limits<Nanoseconds>::max();
  for (std::size_t i = 0; i < tunings.size(); ++i) {
    if (!best[i]) continue;
    result.trials.push_back(*best[i]);
    if (best[i]->total >= least) continue;
    least = best[i]->total;
    result.chosen = tunings[i];
  }
  return result;
}

}  // namespace ipcbench
