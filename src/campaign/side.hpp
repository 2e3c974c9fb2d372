/// One side of a campaign: a build, where its processes run, and what was found of it. A campaign has one, or two that
/// are measured in pairs.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "campaign/destination.hpp"
#include "campaign/plan.hpp"
#include "facts/observer.hpp"
#include "producer/producers.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

struct Side {
  Side(ProducerCommand command, const RunOptions& options, Result described)
      : producers(std::move(command), options), result(std::move(described)), observer(options.cpus) {}

  bool can_run(const Row& row) const;
  /// How many rounds of rows there are from before.
  std::ptrdiff_t kept_steps() const;
  /// Whether there is something of this round from before.
  bool has_kept(int round) const;
  /// nullptr unless the whole round was measured before.
  const facts::RoundFacts* kept_round(int round) const;
  /// Whether a further round like those before would make the result larger than the tools read.
  bool is_full() const;
  /// Appends a line to the side file, if there is one: before the first, the result as it was planned. Throws
  /// SystemError.
  void keep(const std::string& line);

  Producers producers;
  Result result;
  facts::Observer observer;
  std::optional<Destination> destination{};
  std::vector<const Row*> rows{};                                     // those that can run
  std::map<const Row*, std::size_t> tunings{};                        // that a sweep has chosen
  const Result* kept = nullptr;                                       // what a run that goes on has found before
  std::map<std::pair<const Row*, int>, const Entry*> kept_entries{};  // by row and round
  std::size_t bytes = 0;                                              // of what there is to keep
  bool has_begun = false;                                             // its side file has a first line
};

/// The kinds of a suite as tables list them: what others are held against comes first.
std::vector<const Kind*> kinds_of(const Plan& plan);

/// The end of a side: what only then is known of it, and its result where it was asked for.
void finish(const Plan& plan, Side& side);

/// The sides of a plan, each with the machine, its build and its part of the plan in its result. Throws UsageError
/// where the other build cannot be measured beside this one.
std::list<Side> sides_of(const Plan& plan);

}  // namespace ipcbench::campaign
