/// Measures the rows of a plan, round by round, through Google Benchmark.
#pragma once

#include <exception>
#include <optional>

#include "facts/observer.hpp"
#include "options.hpp"
#include "plan.hpp"
#include "precision.hpp"
#include "progress.hpp"
#include "reporter.hpp"
#include "result.hpp"
#include "result_file.hpp"

namespace benchmark {
class State;
}

namespace ipcbench::bench {

class Runner {
 public:
  /// Entries and failures go into `result`, and finished entries into `file` at once if there is one. `observer` is
  /// told of every round and row.
  Runner(const Options& options, std::vector<Row> rows, Result& result, ResultFile* file, facts::Observer& observer);

  /// Measures all rounds; ends early when the user interrupts or the time limit has passed. Throws SystemError when an
  /// entry cannot be kept.
  void run();

 private:
  /// What became of the row that Google Benchmark has just run.
  struct Outcome {
    const Row* row = nullptr;
    int round = 0;
    Settings settings;
    Samples samples;
  };

  void plan_round(const std::vector<std::size_t>& indices);
  void run_rounds(Recorder& recorder);
  bool plan_round_for_precision();
  void look_at_precision();
  void tune();
  void warn_of_tuning(const Row& row, const Error& error);
  void run_round(int round, Recorder& recorder);
  void measure(const Row& row, int round, benchmark::State& state);
  void measure_transfers(benchmark::State& state);
  void record_failure(std::string_view name, const std::string& text);
  bool keep(nlohmann::ordered_json run);
  bool time_is_up() const;
  void cut_rounds(int rounds);

  const Options& options_;
  std::vector<Row> rows_;
  Result& result_;
  ResultFile* file_;
  facts::Observer& observer_;
  std::vector<std::vector<std::size_t>> order_;
  std::optional<Progress> progress_;
  std::optional<Precision> precision_;
  std::vector<std::size_t> missed_;  // the rows that were not precise enough at the last look
  std::size_t next_look_ = 0;        // a number of rounds
  Outcome outcome_;
  std::exception_ptr cannot_keep_;
  std::int64_t started_ns_;
};

/// The rows' names on stdout, as Google Benchmark lists them.
void list_rows(const Options& options, const std::vector<Row>& rows);

}  // namespace ipcbench::bench
