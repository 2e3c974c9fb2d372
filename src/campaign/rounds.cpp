#include "campaign/rounds.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "campaign/early_failure.hpp"
#include "campaign/order.hpp"
#include "campaign/rehearsal.hpp"
#include "campaign/seeds.hpp"
#include "campaign/sweep.hpp"
#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"
#include "result/document.hpp"

namespace ipcbench::campaign {
namespace {

constexpr double seconds_per_ns = 1e-9;

}  // namespace

Rounds::Rounds(const Plan& plan, std::vector<const Row*> rows, const Producers& producers, Result& result,
               ResultFile* file, facts::Observer& observer, Recorder& recorder)
    : plan_(plan),
      rows_(std::move(rows)),
      producers_(producers),
      result_(result),
      file_(file),
      observer_(observer),
      recorder_(recorder),
      started_ns_(os::now_ns()) {
  if (plan.precision) precision_.emplace(*plan.precision);
  std::vector<std::size_t> all(rows_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (int round = 0; round < plan.rounds; ++round) plan_round(all);
}

/// Appends a round of these rows to the plan, in an order of its own.
void Rounds::plan_round(const std::vector<std::size_t>& indices) {
  auto& order = order_.emplace_back();
  auto& names = result_.protocol.order.emplace_back();
  for (const std::size_t i :
       shuffled_order(indices.size(), result_.protocol.seed, static_cast<int>(order_.size()) - 1)) {
    order.push_back(indices[i]);
    names.push_back(rows_[indices[i]]->name());
  }
}

void Rounds::run() {
  if (plan_.progress) {
    const auto tunable =
        static_cast<int>(std::ranges::count_if(rows_, [](const Row* row) { return row->tunings > 0; }));
    const int steps = tunable + plan_.rounds * static_cast<int>(rows_.size());
    progress_.emplace(Progress::Shown::yes, steps, rehearsed_seconds(rows_, result_, producers_),
                      plan_.time_limit_seconds);
  }
  started_ns_ = os::now_ns();
  tune();
  recorder_.begin(rows_);
  run_all();
  result_.context = recorder_.end();
  progress_.reset();
  std::size_t planned = 0;
  for (const auto& round : result_.protocol.order) planned += round.size();
  result_.complete = result_.entries.size() + result_.failed.size() == planned;
}

void Rounds::run_all() {
  for (int round = 0; !os::interrupted(); ++round) {
    const bool is_planned = round < static_cast<int>(order_.size());
    if (!is_planned && (time_is_up() || !plan_round_for_precision())) return;
    if (is_planned && round > 0 && time_is_up()) return cut_rounds(round);
    run_round(round);
  }
}

/// False once every row is as precise as was asked for.
bool Rounds::plan_round_for_precision() {
  if (!precision_) return false;
  if (order_.size() >= next_look_) look_at_precision();
  std::erase_if(missed_, [this](std::size_t i) { return precision_->has_failed(*rows_[i]); });
  if (missed_.empty()) return false;
  plan_round(missed_);
  ++result_.protocol.rounds;
  if (progress_) progress_->expect_more(static_cast<int>(missed_.size()));
  return true;
}

void Rounds::look_at_precision() {
  missed_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (precision_->is_missed(*rows_[i])) missed_.push_back(i);
  }
  next_look_ = order_.size() + rounds_until_next_look(order_.size());
}

/// A row whose sweep fails runs with the likeliest tuning, and the run ends with 1 whatever becomes of it.
void Rounds::tune() {
  for (const Row* row : rows_) {
    if (row->tunings == 0 || os::interrupted()) continue;
    if (progress_) progress_->step("tuning · " + row->name());
    try {
      Sweep found = sweep(*row, result_.protocol, producers_);
      if (found.chosen) tunings_[row] = *found.chosen;
      result_.tuning.push_back(std::move(found));
    } catch (const Interrupted&) {
      return;
    } catch (const UsageError&) {
      throw;
    } catch (const Error& error) {
      add_early_failure(result_, "tuning_failed", "may_change_ranking", "a tuning", *row, error);
    }
  }
}

void Rounds::run_round(int round) {
  observer_.begin_round(round);
  for (const std::size_t index : order_[static_cast<std::size_t>(round)]) {
    if (os::interrupted()) return;
    measure(*rows_[index], round);
  }
  if (!os::interrupted()) observer_.end_round();
}

void Rounds::measure(const Row& row, int round) {
  const std::string name = row.name();
  if (progress_) progress_->step(fmt::format("round {} of {} · {}", round + 1, result_.protocol.rounds, name));
  const auto tuned = tunings_.find(&row);
  const auto tuning = tuned != tunings_.end() ? std::optional(tuned->second) : std::nullopt;
  const auto alive = [&](int producer_pid) { observer_.row_measured(name, producer_pid); };
  Entry entry{.row = &row, .round = round};
  try {
    auto measured = producers_.measure(row, row.samples, round_seed(result_.protocol, row, round), tuning, alive);
    entry.settings = std::move(measured.settings);
    entry.samples = std::move(measured.samples);
  } catch (const Interrupted&) {
    return;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    return record_failure(row, round, error.name(), error.what());
  } catch (const std::exception& error) {
    return record_failure(row, round, "Error", error.what());
  }
  if (precision_) precision_->add(row, entry.samples);
  keep(std::move(entry));
}

void Rounds::keep(Entry entry) {
  entry.benchmark = recorder_.record(entry);
  if (file_ != nullptr) file_->append(one_line(entry_object(entry)));
  result_.entries.push_back(std::move(entry));
}

void Rounds::record_failure(const Row& row, int round, std::string_view error, const std::string& text) {
  if (precision_) precision_->add_failure(row);
  spdlog::error("{}: {}: {}", row.name(), error, text);
  recorder_.record_failure(row, text);
  result_.failed.push_back({row.name(), round, std::string(error), text});
}

bool Rounds::time_is_up() const {
  const double seconds = static_cast<double>(os::now_ns() - started_ns_) * seconds_per_ns;
  return plan_.time_limit_seconds && seconds >= *plan_.time_limit_seconds;
}

void Rounds::cut_rounds(int rounds) {
  result_.warnings.push_back(
      {"time_limit",
       "the time limit left " + std::to_string(rounds) + " of " + std::to_string(result_.protocol.rounds) + " rounds",
       "note",
       {}});
  result_.protocol.rounds = rounds;
  result_.protocol.order.resize(static_cast<std::size_t>(rounds));
}

}  // namespace ipcbench::campaign
