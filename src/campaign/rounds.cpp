#include "campaign/rounds.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
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
#include "result/side_file.hpp"

namespace ipcbench::campaign {
namespace {

constexpr double seconds_per_ns = 1e-9;

void keep_private(nlohmann::ordered_json& context) {
  context["host_name"] = "";
  context["executable"] = std::filesystem::path(context.value("executable", "")).filename().string();
}

}  // namespace

Rounds::Rounds(const Plan& plan, const std::vector<Row>& rows, std::list<Side>& sides, Recorder& recorder)
    : plan_(plan), sides_(sides), recorder_(recorder), started_ns_(os::now_ns()) {
  for (const Row& row : rows) {
    if (std::ranges::any_of(sides_, [&](const Side& side) { return side.can_run(row); })) rows_.push_back(&row);
  }
  if (plan.precision) precision_.emplace(*plan.precision);
  std::vector<std::size_t> all(rows_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (int round = 0; round < plan.rounds; ++round) plan_round(all);
  for (const Side& side : sides_) {
    if (side.kept == nullptr || side.kept->protocol.order == side.result.protocol.order) continue;
    throw UsageError("--resume: the order of that run is not the one of its seed");
  }
}

/// Appends a round of these rows to the plan, in an order of its own.
void Rounds::plan_round(const std::vector<std::size_t>& indices) {
  auto& order = order_.emplace_back();
  for (const std::size_t i : shuffled_order(indices.size(), plan_.seed, static_cast<int>(order_.size()) - 1)) {
    order.push_back(indices[i]);
  }
  for (Side& side : sides_) {
    auto& names = side.result.protocol.order.emplace_back();
    for (const std::size_t index : order) {
      if (side.can_run(*rows_[index])) names.push_back(rows_[index]->name());
    }
  }
}

/// So many there are to be.
void Rounds::plan_rounds(int rounds) {
  for (Side& side : sides_) side.result.protocol.rounds = rounds;
}

void Rounds::run() {
  if (plan_.progress) {
    const auto tunable = std::ranges::count_if(rows_, [](const Row* row) { return row->tunings > 0; });
    const auto planned = (tunable + plan_.rounds * std::ssize(rows_)) * std::ssize(sides_);
    Side& first = sides_.front();
    const auto steps = planned - first.kept_steps();
    const double seconds = rehearsed_seconds(first.rows, first.result, first.producers) *
                           static_cast<double>(std::ssize(sides_) * steps) / static_cast<double>(planned);
    progress_.emplace(Progress::Shown::yes, static_cast<int>(steps), seconds, plan_.time_limit_seconds);
  }
  started_ns_ = os::now_ns();
  tune();
  recorder_.begin(rows_);
  run_all();
  recorder_.end();
  progress_.reset();
  for (Side& side : sides_) look_at_context(side);
}

void Rounds::run_all() {
  for (int round = 0; !os::interrupted(); ++round) {
    const bool is_planned = round < static_cast<int>(order_.size());
    if (!is_planned && (time_is_up() || is_full() || !plan_round_for_precision())) return;
    if (is_planned && round > 0 && !sides_.front().has_kept(round)) {
      if (time_is_up()) return cut_rounds(round, "time_limit", "the time limit left");
      if (is_full()) return cut_rounds(round, "size_limit", "the size of a result, 100 MB, left");
    }
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
  plan_rounds(static_cast<int>(order_.size()));
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

/// The other side starts from what the first one has chosen, so that pairs run alike.
void Rounds::tune() {
  for (const Row* row : rows_) {
    std::size_t likeliest = 0;
    for (Side& side : sides_) {
      if (row->tunings == 0 || side.kept != nullptr || !side.can_run(*row) || os::interrupted()) continue;
      if (progress_) progress_->step("tuning · " + row->name());
      likeliest = tuned(side, *row, likeliest).value_or(likeliest);
    }
  }
}

/// What the row is to run with. A row whose sweep fails runs with the likeliest tuning, and the run ends with 1
/// whatever becomes of it.
std::optional<std::size_t> Rounds::tuned(Side& side, const Row& row, std::size_t likeliest) {
  try {
    const auto given = std::ranges::find(plan_.tunings, row.name(), &std::pair<std::string, std::size_t>::first);
    Sweep found = given != plan_.tunings.end() ? Sweep{row.name(), {}, given->second}
                                               : sweep(row, side.result.protocol, side.producers, likeliest);
    if (found.chosen) side.tunings[&row] = *found.chosen;
    return side.result.tuning.emplace_back(std::move(found)).chosen;
  } catch (const Interrupted&) {
    return std::nullopt;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    add_early_failure(side.result, "tuning_failed", "may_change_ranking", "a tuning", row, error);
    return std::nullopt;
  }
}

/// A look that fails is told, and the run ends with 1; the round runs all the same.
std::optional<os::PingPong> Rounds::look_at_cpus(Side& side, int round) {
  try {
    return side.producers.cpu_pair();
  } catch (const Interrupted&) {
    return std::nullopt;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    const std::string text = fmt::format("a look at the two CPUs failed: {}: {}", error.name(), error.what());
    spdlog::error("round {}: {}", round, text);
    side.result.warnings.push_back({"cpu_pair_failed", text, "note", {}});
    if (side.has_begun) side.keep(side_line(side.result.warnings.back()));
    return std::nullopt;
  }
}

void Rounds::begin_round(Side& side, int round) {
  if (side.kept_round(round) == nullptr) side.observer.begin_round(round, look_at_cpus(side, round));
}

void Rounds::end_round(Side& side, int round) {
  if (const auto* const kept = side.kept_round(round)) return side.observer.keep(*kept);
  side.observer.end_round();
  side.keep(side_line(side.observer.rounds().back()));
}

void Rounds::run_round(int round) {
  for (Side& side : sides_) begin_round(side, round);
  for (const std::size_t index : order_[static_cast<std::size_t>(round)]) {
    const Row& row = *rows_[index];
    for (Side* const side : turns(row, round)) {
      if (os::interrupted()) return;
      measure(*side, row, round);
    }
  }
  if (os::interrupted()) return;
  for (Side& side : sides_) end_round(side, round);
}

/// The sides that run the row, one after the other. Which comes first is drawn by lot in one round, and is the other
/// one in the next.
std::vector<Side*> Rounds::turns(const Row& row, int round) {
  std::vector<Side*> found;
  for (Side& side : sides_) {
    if (side.can_run(row)) found.push_back(&side);
  }
  const int second_of_two = round % 2;
  const auto lot = round_seed(sides_.front().result.protocol, row, round - second_of_two);
  if ((lot + static_cast<std::uint64_t>(second_of_two)) % 2 == 1) std::ranges::reverse(found);
  return found;
}

/// Takes what was found before in place of measuring it again.
bool Rounds::take_kept(Side& side, const Row& row, int round) {
  if (side.kept == nullptr) return false;
  const auto entry = side.kept_entries.find({&row, round});
  if (entry != side.kept_entries.end()) {
    if (precision_) precision_->add(row, entry->second->samples);
    side.bytes += side_line(*entry->second).size();
    side.result.entries.push_back(*entry->second);
    return true;
  }
  const std::string name = row.name();
  const auto& all_failed = side.kept->failed;
  const auto failed =
      std::ranges::find_if(all_failed, [&](const FailedRound& one) { return one.row == name && one.round == round; });
  if (failed == all_failed.end()) return false;
  if (precision_) precision_->add_failure(row);
  side.result.failed.push_back(*failed);
  return true;
}

void Rounds::measure(Side& side, const Row& row, int round) {
  if (take_kept(side, row, round)) return;
  const std::string name = row.name();
  if (progress_) progress_->step(fmt::format("round {} of {} · {}", round + 1, side.result.protocol.rounds, name));
  const auto tuned = side.tunings.find(&row);
  const auto tuning = tuned != side.tunings.end() ? std::optional(tuned->second) : std::nullopt;
  const auto alive = [&](int producer_pid) { side.observer.row_measured(name, producer_pid, row.has_workers); };
  Entry entry{.row = &row, .round = round, .side = side.result.pair ? side.result.pair->side : ""};
  try {
    const auto seed = round_seed(side.result.protocol, row, round);
    auto measured = side.producers.measure(row, row.samples, seed, tuning, alive);
    entry.settings = std::move(measured.settings);
    entry.samples = std::move(measured.samples);
    entry.once = measured.once;
  } catch (const Interrupted&) {
    return;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    return keep(side, row, {name, round, std::string(error.name()), error.what()});
  } catch (const std::exception& error) {
    return keep(side, row, {name, round, "Error", error.what()});
  }
  if (precision_) precision_->add(row, entry.samples);
  keep(side, std::move(entry));
}

void Rounds::keep(Side& side, Entry entry) {
  entry.benchmark = recorder_.record(entry);
  look_at_context(side);
  side.keep(side_line(entry));
  side.result.entries.push_back(std::move(entry));
}

void Rounds::keep(Side& side, const Row& row, FailedRound failed) {
  if (precision_) precision_->add_failure(row);
  spdlog::error("{}: {}: {}", failed.row, failed.error, failed.text);
  recorder_.record_failure(row, failed.text);
  look_at_context(side);
  side.keep(side_line(failed));
  side.result.failed.push_back(std::move(failed));
}

/// That of a run that goes on is its first one.
void Rounds::look_at_context(Side& side) const {
  if (!side.result.context.empty()) return;
  side.result.context = recorder_.context();
  if (!plan_.with_hostname && !side.result.context.empty()) keep_private(side.result.context);
}

bool Rounds::time_is_up() const {
  const double seconds = static_cast<double>(os::now_ns() - started_ns_) * seconds_per_ns;
  return plan_.time_limit_seconds && seconds >= *plan_.time_limit_seconds;
}

bool Rounds::is_full() const { return std::ranges::any_of(sides_, &Side::is_full); }

void Rounds::cut_rounds(int rounds, const std::string& code, const std::string& what) {
  for (Side& side : sides_) {
    Protocol& protocol = side.result.protocol;
    side.result.warnings.push_back(
        {code, fmt::format("{} {} of {} rounds", what, rounds, protocol.rounds), "note", {}});
    protocol.order.resize(static_cast<std::size_t>(rounds));
  }
  plan_rounds(rounds);
}

}  // namespace ipcbench::campaign
