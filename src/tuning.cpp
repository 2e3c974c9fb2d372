#include "tuning.hpp"

#include <algorithm>
#include <limits>

namespace ipcbench {
namespace {

constexpr int transfers_per_pass = 3;
constexpr int cold_transfers = 1;  // they do not count
constexpr int sweep_round = -1;    // no round of the run has its matrices

/// Whether this machine allows the tuning. Any other error than this comes up in the trial, and is one.
bool is_allowed(const Row& row, const Tuning& tuning) {
  try {
    row.transport->open_tuned(row.shape, tuning);
    return true;
  } catch (const SystemError&) {
    return false;
  }
}

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

/// Over all tunings, so that a slow moment does not fall on one of them alone; a first look has to do with one pass.
int passes(const Protocol& protocol) { return protocol.rounds < 12 ? 1 : 2; }

}  // namespace

bool is_tunable(const Row& row) { return row.transport != nullptr && row.transport->tunings != nullptr; }

int sweep_transfers(const Row& row, const Protocol& protocol) {
  if (!is_tunable(row)) return 0;
  return passes(protocol) * transfers_per_pass * static_cast<int>(row.transport->tunings(row.shape).size());
}

Sweep sweep(const Row& row, const Protocol& protocol) {
  std::vector<Tuning> tunings = row.transport->tunings(row.shape);
  std::erase_if(tunings, [&](const Tuning& tuning) { return !is_allowed(row, tuning); });
  std::vector<Trial> best(tunings.size(), Trial{{}, std::numeric_limits<Nanoseconds>::max()});
  for (int pass = 0; pass < passes(protocol); ++pass) {
    for (std::size_t i = 0; i < tunings.size(); ++i) {
      Trial trial = tried(row, tunings[i], protocol);
      if (trial.total < best[i].total) best[i] = std::move(trial);
    }
  }
  const auto fastest = std::ranges::min_element(best, {}, &Trial::total);
  if (fastest == best.end()) return {row.name(), {}, {}};
  const auto chosen = tunings[static_cast<std::size_t>(fastest - best.begin())];
  return {row.name(), std::move(best), chosen};
}

}  // namespace ipcbench
