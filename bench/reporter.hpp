/// Takes Google Benchmark's own record of each run, for the result file.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <optional>

#include <nlohmann/json.hpp>

namespace ipcbench::bench {

/// Renders every run with Google Benchmark's JSON reporter and hands it on; also passes it to the reporter that shows
/// it, if there is one. One reporter serves all rounds.
class Recorder final : public benchmark::BenchmarkReporter {
 public:
  /// Keeps a run; true if it is to be shown.
  using OnRun = std::function<bool(nlohmann::ordered_json run)>;

  Recorder(benchmark::BenchmarkReporter* shown_by, OnRun on_run) : shown_by_(shown_by), on_run_(std::move(on_run)) {}

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

  /// Google Benchmark's `context` object; null before the first round.
  const nlohmann::ordered_json& context() const { return context_json_; }

 private:
  benchmark::BenchmarkReporter* shown_by_;
  OnRun on_run_;
  std::optional<Context> context_;
  nlohmann::ordered_json context_json_;
};

}  // namespace ipcbench::bench
