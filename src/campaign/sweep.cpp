#include "campaign/sweep.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "campaign/seeds.hpp"

namespace ipcbench::campaign {
namespace {

constexpr int samples_per_pass = 3;
constexpr std::size_t cold_samples = 1;  // they do not count

/// Over all tunings, so that a slow moment does not fall on one of them alone; a first look has to do with one pass.
int passes(const Protocol& protocol) { return protocol.rounds < 10 ? 1 : 2; }

/// The settings of one tuning, and the least total of its warm samples; nullopt if this machine does not allow it: it
/// could not even be opened. Any other error comes up, and is one.
std::optional<Trial> tried(const Row& row, std::size_t tuning, const Protocol& protocol, const Producers& producers) {
  try {
    const auto measured = producers.measure(row, samples_per_pass, early_seed(protocol, row), tuning);
    const auto totals = measured.samples.totals(*row.kind);
    return Trial{measured.settings, *std::min_element(totals.begin() + cold_samples, totals.end())};
  } catch (const Reported& error) {
    if (error.name() == "SystemError" && !error.started()) return std::nullopt;
    throw;
  }
}

}  // namespace

int sweep_samples(const Row& row, const Protocol& protocol) {
  return passes(protocol) * samples_per_pass * static_cast<int>(row.tunings);
}

Sweep sweep(const Row& row, const Protocol& protocol, const Producers& producers) {
  std::map<std::size_t, Trial> best;  // by the place of the tuning
  std::set<std::size_t> refused;
  for (int pass = 0; pass < passes(protocol); ++pass) {
    for (std::size_t tuning = 0; tuning < row.tunings; ++tuning) {
      if (refused.contains(tuning)) continue;
      auto trial = tried(row, tuning, protocol, producers);
      if (!trial) {
        refused.insert(tuning);
      } else if (!best.contains(tuning) || trial->total < best[tuning].total) {
        best[tuning] = std::move(*trial);
      }
    }
  }
  Sweep found{row.name(), {}, {}};
  Nanoseconds least = std::numeric_limits<Nanoseconds>::max();
  for (auto& [tuning, trial] : best) {
    if (trial.total < least) found.chosen = tuning;
    least = std::min(least, trial.total);
    found.trials.push_back(std::move(trial));
  }
  return found;
}

}  // namespace ipcbench::campaign
