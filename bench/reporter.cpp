#include "reporter.hpp"

#include <iostream>
#include <sstream>

namespace ipcbench::bench {
namespace {

/// What Google Benchmark would write into its own file for these runs.
nlohmann::ordered_json rendered(const benchmark::BenchmarkReporter::Context& context,
                                const std::vector<benchmark::BenchmarkReporter::Run>& runs) {
  std::ostringstream text;
  benchmark::JSONReporter reporter;
  reporter.SetOutputStream(&text);
  reporter.SetErrorStream(&text);
  reporter.ReportContext(context);
  reporter.ReportRuns(runs);
  reporter.Finalize();
  return nlohmann::ordered_json::parse(text.str());
}

}  // namespace

bool Recorder::ReportContext(const Context& context) {
  if (context_) return true;
  context_.emplace(context);
  context_json_ = rendered(context, {})["context"];
  if (shown_by_ == nullptr) return true;
  // Google Benchmark's own preamble takes a distribution's library for a debug build; our warnings say what matters.
  std::ostringstream preamble;
  shown_by_->SetErrorStream(&preamble);
  const bool go_on = shown_by_->ReportContext(context);
  shown_by_->SetErrorStream(&std::cerr);
  return go_on;
}

void Recorder::ReportRuns(const std::vector<Run>& runs) {
  bool show = shown_by_ != nullptr;
  auto document = rendered(*context_, runs);
  for (auto& run : document["benchmarks"]) show = on_run_(std::move(run)) && show;
  if (show) shown_by_->ReportRuns(runs);
}

}  // namespace ipcbench::bench
