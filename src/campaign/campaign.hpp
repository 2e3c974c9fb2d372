/// Measures the rows of a plan, round by round, each in a producer process of its own, and publishes the result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "campaign/plan.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// Shows and records rounds as they are finished: Google Benchmark, which knows nothing of what is measured when.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Before the first round: the rows that may come.
  virtual void begin(const std::vector<const Row*>& rows) = 0;
  /// A finished round: shows it, and returns the record of it.
  virtual nlohmann::ordered_json record(const Entry& finished) = 0;
  /// A round that failed with this text: shows it.
  virtual void record_failure(const Row& row, const std::string& text) = 0;
  /// What is known of the machine and the program: nothing before the first record.
  virtual nlohmann::ordered_json context() const = 0;
  /// After the last round.
  virtual void end() = 0;
};

/// Measures these rows and writes what was found to where the plan says; the last line on stdout is the run's folder.
/// One result, or two of a plan with another side, whose folders are the last two lines. Ends early, with a valid
/// result, when the user interrupts or the time limit has passed. Throws UsageError when nothing can be measured as
/// asked, SystemError when what is measured cannot be kept.
std::vector<Result> measure(const Plan& plan, const std::vector<Row>& rows, Recorder& recorder);

/// A run that did not end.
struct Unfinished {
  Plan plan;
  std::vector<Row> rows;  // all that it was to measure
  Result kept;            // what it has found, of these rows
};

/// Reads what is left of a suite in the folder that `plan.run` names; its own plan takes the place of what the other
/// plan says of the measuring. Throws UsageError if nothing is left there, or this build cannot read it.
Unfinished unfinished(const Plan& plan);

/// Measures what such a run lacks, with what measure() throws. Throws UsageError, too, if this is another machine,
/// state or build than its own, if it is a run in pairs, or if another process measures it.
Result resume(const Unfinished& run, Recorder& recorder);

/// Makes a result of what it has, in place of one that has less. Throws UsageError if another process measures it.
Result recover(const Unfinished& run);

/// Whether a row failed, or something that was to come before its rounds.
bool has_failed(const Result& result);

/// What --probe prints: for each row that is measured whether it can run here, and with what settings. Throws
/// Interrupted.
nlohmann::ordered_json probe_report(const Plan& plan, const std::vector<Row>& rows);

}  // namespace ipcbench::campaign
