#include "runner.hpp"

#include <benchmark/benchmark.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <numeric>

#include "ipcbench/errors.hpp"
#include "order.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"
#include "rehearsal.hpp"
#include "tuning.hpp"

namespace ipcbench::bench {
namespace {

constexpr double seconds_per_ns = 1e-9;

benchmark::BenchmarkReporter* shown_by(const Options& options) {
  const bool nothing = options.progress || options.format == "json";
  return nothing ? nullptr : benchmark::CreateDefaultDisplayReporter();
}

}  // namespace

Runner::Runner(const Options& options, std::vector<Row> rows, Result& result, ResultFile* file,
               facts::Observer& observer)
    : options_(options),
      rows_(std::move(rows)),
      result_(result),
      file_(file),
      observer_(observer),
      started_ns_(os::now_ns()) {
  if (options.protocol.precision) precision_.emplace(*options.protocol.precision);
  std::vector<std::size_t> all(rows_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (int round = 0; round < result_.protocol.rounds; ++round) plan_round(all);
}

/// Appends a round of these rows to the plan, in an order of its own.
void Runner::plan_round(const std::vector<std::size_t>& indices) {
  auto& order = order_.emplace_back();
  auto& names = result_.order.emplace_back();
  for (const std::size_t i :
       shuffled_order(indices.size(), result_.protocol.seed, static_cast<int>(order_.size()) - 1)) {
    order.push_back(indices[i]);
    names.push_back(rows_[indices[i]].name());
  }
}

void Runner::run() {
  const int rounds = result_.protocol.rounds;
  if (options_.progress) {
    const auto tunable = static_cast<int>(std::ranges::count_if(rows_, is_tunable));
    const int steps = tunable + rounds * static_cast<int>(rows_.size());
    progress_.emplace(Progress::Shown::yes, steps, rehearsed_seconds(rows_, result_.protocol),
                      options_.time_limit_seconds);
  }
  started_ns_ = os::now_ns();
  tune();
  benchmark::BenchmarkReporter* const display = shown_by(options_);
  Recorder recorder(display, [this](auto run) { return keep(std::move(run)); });
  run_rounds(recorder);
  if (display != nullptr) display->Finalize();
  if (!recorder.context().is_null()) result_.context = recorder.context();
  progress_.reset();
  if (cannot_keep_) std::rethrow_exception(cannot_keep_);
  std::size_t planned = 0;
  for (const auto& round : result_.order) planned += round.size();
  result_.complete = result_.entries.size() + result_.failed.size() == planned;
}

void Runner::run_rounds(Recorder& recorder) {
  for (int round = 0; !os::interrupted() && !cannot_keep_; ++round) {
    const bool is_planned = round < static_cast<int>(order_.size());
    if (!is_planned && (time_is_up() || !plan_round_for_precision())) return;
    if (is_planned && round > 0 && time_is_up()) return cut_rounds(round);
    run_round(round, recorder);
  }
}

/// False once every row is as precise as was asked for.
bool Runner::plan_round_for_precision() {
  if (!precision_) return false;
  if (order_.size() >= next_look_) look_at_precision();
  std::erase_if(missed_, [this](std::size_t i) { return precision_->has_failed(rows_[i]); });
  if (missed_.empty()) return false;
  plan_round(missed_);
  ++result_.protocol.rounds;
  if (progress_) progress_->expect_more(static_cast<int>(missed_.size()));
  return true;
}

void Runner::look_at_precision() {
  missed_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (precision_->is_missed(rows_[i])) missed_.push_back(i);
  }
  next_look_ = order_.size() + rounds_until_next_look(order_.size());
}

void Runner::tune() {
  for (Row& row : rows_) {
    if (!is_tunable(row) || os::interrupted()) continue;
    if (progress_) progress_->step("tuning · " + row.name());
    try {
      const Sweep found = sweep(row, result_.protocol);
      row.tuning = found.chosen;
      result_.tuning.push_back(sweep_object(found));
    } catch (const Interrupted&) {
      return;
    } catch (const Error& error) {
      warn_of_tuning(row, error);
    }
  }
}

/// The row then runs with the likeliest tuning, and the run ends with 1 whatever becomes of it.
void Runner::warn_of_tuning(const Row& row, const Error& error) {
  const std::string text = "a tuning of " + row.name() + " failed: " + std::string(error.name()) + ": " + error.what();
  spdlog::error("{}", text);
  result_.warnings.push_back({"tuning_failed", text, "may_change_ranking", {row.name()}});
  result_.tuning_failed = true;
}

void Runner::run_round(int round, Recorder& recorder) {
  for (const std::size_t index : order_[static_cast<std::size_t>(round)]) {
    const Row& row = rows_[index];
    auto* registered = benchmark::RegisterBenchmark(
        row.name().c_str(), [this, &row, round](benchmark::State& state) { measure(row, round, state); });
    registered->Iterations(result_.protocol.transfers)->UseManualTime();
    if (!options_.time_unit_given) registered->Unit(benchmark::kMillisecond);
  }
  observer_.begin_round(round);
  benchmark::RunSpecifiedBenchmarks(&recorder, ".");
  if (!os::interrupted()) observer_.end_round();
  benchmark::ClearRegisteredBenchmarks();
}

void Runner::measure(const Row& row, int round, benchmark::State& state) {
  outcome_ = {&row, round, {}, {}};
  if (os::interrupted() || cannot_keep_) return state.SkipWithError("interrupted");
  if (progress_) progress_->step(fmt::format("round {} of {} · {}", round + 1, result_.protocol.rounds, row.name()));
  try {
    measure_transfers(state);
    return;
  } catch (const Interrupted& interrupted) {
    state.SkipWithError(interrupted.what());
  } catch (const Error& error) {
    record_failure(error.name(), error.what());
    state.SkipWithError(error.what());
  } catch (const std::exception& error) {
    record_failure("Error", error.what());
    state.SkipWithError(error.what());
  }
  outcome_.samples.clear();
}

void Runner::record_failure(std::string_view name, const std::string& text) {
  const Row& row = *outcome_.row;
  if (precision_) precision_->add_failure(row);
  spdlog::error("{}: {}: {}", row.name(), name, text);
  result_.failed.push_back(failed_object(row, outcome_.round, std::string(name), text));
}

void Runner::measure_transfers(benchmark::State& state) {
  const auto seed = round_seed(result_.protocol, *outcome_.row, outcome_.round);
  const Round started = start_round(*outcome_.row, result_.protocol, seed);
  outcome_.settings = started.settings;
  for (auto _ : state) {
    const Sample sample = started.measure();
    outcome_.samples.push_back(sample);
    state.SetIterationTime(static_cast<double>(sample.total()) * seconds_per_ns);
  }
  observer_.row_measured(outcome_.row->name());
  if (precision_) precision_->add(*outcome_.row, outcome_.samples);
  const bool timed = std::ranges::any_of(outcome_.samples, [](const Sample& sample) { return sample.total() > 0; });
  if (!timed) return;  // a coarse clock: bytes per no time would be no JSON
  const auto bytes = static_cast<std::int64_t>(outcome_.row->shape.bytes());
  state.SetBytesProcessed(bytes * static_cast<std::int64_t>(outcome_.samples.size()));
}

bool Runner::keep(nlohmann::ordered_json run) {
  if (outcome_.samples.empty()) return !os::interrupted() && !cannot_keep_;
  run["ipc"] = ipc_object(*outcome_.row, outcome_.round, outcome_.settings, outcome_.samples);
  try {
    if (file_ != nullptr) file_->append(one_line(run));
  } catch (...) {
    cannot_keep_ = std::current_exception();  // not through Google Benchmark's frames
  }
  result_.entries.push_back(std::move(run));
  return true;
}

bool Runner::time_is_up() const {
  const double seconds = static_cast<double>(os::now_ns() - started_ns_) * seconds_per_ns;
  return options_.time_limit_seconds && seconds >= *options_.time_limit_seconds;
}

void Runner::cut_rounds(int rounds) {
  result_.warnings.push_back(
      {"time_limit",
       "the time limit left " + std::to_string(rounds) + " of " + std::to_string(result_.protocol.rounds) + " rounds",
       "note",
       {}});
  result_.protocol.rounds = rounds;
  result_.order.resize(static_cast<std::size_t>(rounds));
}

void list_rows(const Options& options, const std::vector<Row>& rows) {
  for (const Row& row : rows) fmt::print("{}\n", google_benchmark_name(row, options.protocol));
}

}  // namespace ipcbench::bench
