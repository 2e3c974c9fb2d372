#include "campaign/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "campaign/seeds.hpp"

namespace ipcbench::campaign {
namespace {

constexpr int samples_per_pass = 3;
constexpr std::size_t cold_samples = 1;  // they do not count
constexpr double better = 0.95;          // of the time of the likeliest tuning, in each pass

/// Over the tunings that may still be better. A first look has to do with two.
int passes(const Protocol& protocol) { return protocol.rounds < 10 ? 2 : 4; }

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

/// A tuning under trial.
struct Candidate {
  std::size_t place;  // among the row's tunings
  Trial best{};       // of its passes
  Nanoseconds last = 0;
  double log_ratios = 0;  // of its times to those of the likeliest, summed over the passes
};

/// The places of the tunings, the likeliest first.
std::vector<std::size_t> in_order(std::size_t tunings, std::size_t likeliest) {
  std::vector<std::size_t> places{likeliest};
  for (std::size_t place = 0; place < tunings; ++place) {
    if (place != likeliest) places.push_back(place);
  }
  return places;
}

/// One more pass of these, side by side.
void try_again(std::vector<Candidate>& candidates, const Row& row, const Protocol& protocol,
               const Producers& producers) {
  for (Candidate& candidate : candidates) {
    const auto trial = tried(row, candidate.place, protocol, producers);
    candidate.last = trial ? trial->total : candidate.last;
    if (trial && trial->total < candidate.best.total) candidate.best = *trial;
  }
}

/// Keeps the likeliest, and those that were better by more than noise in this pass, too.
void drop_worse(std::vector<Candidate>& candidates) {
  const auto time_of = [](const Candidate& candidate) {
    return static_cast<double>(std::max(candidate.last, Nanoseconds{1}));
  };
  const double likeliest = time_of(candidates.front());
  for (Candidate& candidate : candidates) candidate.log_ratios += std::log(time_of(candidate) / likeliest);
  const auto worse = [&](const Candidate& candidate) { return time_of(candidate) > better * likeliest; };
  candidates.erase(std::remove_if(candidates.begin() + 1, candidates.end(), worse), candidates.end());
}

}  // namespace

int sweep_samples(const Row& row, const Protocol& protocol) {
  constexpr std::size_t later = 2;  // tunings that the later passes try, about
  const auto trials = row.tunings + std::min(row.tunings, later) * static_cast<std::size_t>(passes(protocol) - 1);
  return samples_per_pass * static_cast<int>(trials);
}

Sweep sweep(const Row& row, const Protocol& protocol, const Producers& producers, std::size_t likeliest) {
  std::map<std::size_t, Trial> trials;  // by the place of the tuning
  std::vector<Candidate> candidates;
  for (const std::size_t place : in_order(row.tunings, likeliest)) {
    if (auto trial = tried(row, place, protocol, producers)) {
      candidates.push_back({place, *trial, trial->total});
      trials[place] = std::move(*trial);
    }
  }
  Sweep found{row.name(), {}, {}};
  if (candidates.empty()) return found;
  drop_worse(candidates);
  for (int pass = 1; pass < passes(protocol) && candidates.size() > 1; ++pass) {
    try_again(candidates, row, protocol, producers);
    for (const Candidate& candidate : candidates) trials[candidate.place] = candidate.best;
    drop_worse(candidates);
  }
  found.chosen = std::ranges::min_element(candidates, {}, &Candidate::log_ratios)->place;
  for (auto& [place, trial] : trials) found.trials.push_back(std::move(trial));
  return found;
}

}  // namespace ipcbench::campaign
