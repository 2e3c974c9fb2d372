#include "google_benchmark.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <iostream>
#include <numeric>
#include <optional>
#include <sstream>
#include <utility>

#include "facts/utf8.hpp"
#include "options.hpp"
#include "os/log.hpp"
#include "os/watch.hpp"

namespace ipcbench::bench {
namespace {

constexpr double seconds_per_ns = 1e-9;

/// Google Benchmark has read its environment variables by now, unchecked; parse_options() has checked them, so every
/// flag is set.
void initialise(const std::string& program, const Options& options) {
  std::vector<std::string> words{program,
                                 "--benchmark_repetitions=1",
                                 "--benchmark_list_tests=false",
                                 "--benchmark_enable_random_interleaving=false",
                                 "--benchmark_report_aggregates_only=false",
                                 "--benchmark_display_aggregates_only=false",
                                 "--benchmark_dry_run=false",
                                 "--benchmark_filter=",
                                 "--benchmark_out=",
                                 "--benchmark_out_format=json",
                                 "--benchmark_perf_counters=",
                                 std::string("--benchmark_color=") + (os::wants_no_colour() ? "false" : "auto"),
                                 "--benchmark_time_unit=",
                                 "--benchmark_format=" + (options.format.empty() ? "console" : options.format)};
  words.insert(words.end(), options.google_benchmark.begin(), options.google_benchmark.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  static std::vector<std::string> kept = std::move(words);  // Google Benchmark keeps the program's name by pointer
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  benchmark::CPUInfo::Get();  // where it cannot read this machine it calls exit(): before anything is measured
}

benchmark::BenchmarkReporter* display(const Options& options) {
  const bool nothing = options.plan.progress || options.plan.result_on_stdout;
  return nothing ? nullptr : benchmark::CreateDefaultDisplayReporter();
}

void replay(const Entry& finished, benchmark::State& state) {
  const Row& row = *finished.row;
  const Samples& samples = finished.samples;
  std::size_t next = 0;
  const auto totals = samples.totals(*row.kind);
  for (auto _ : state) state.SetIterationTime(static_cast<double>(totals[next++]) * seconds_per_ns);
  if (!finished.side.empty()) state.SetLabel(finished.side);
  const bool timed = std::ranges::any_of(totals, [](Nanoseconds total) { return total > 0; });
  if (!timed || !row.shape) return;  // a coarse clock: bytes per no time would be no JSON
  state.SetBytesProcessed(static_cast<std::int64_t>(row.shape->bytes() * samples.size()));
}

}  // namespace

/// Renders a run with Google Benchmark's JSON reporter, and passes it to the reporter that shows it, if there is one.
class GoogleBenchmark::Reporter final : public benchmark::BenchmarkReporter {
 public:
  explicit Reporter(benchmark::BenchmarkReporter* shown_by) : shown_by_(shown_by) {}

  void set_width(std::size_t width) { width_ = width; }
  /// What the producer spent on all samples; Google Benchmark itself sees only how long the replay took.
  void set_cpu_seconds(double seconds) { cpu_seconds_ = seconds; }
  nlohmann::ordered_json take() { return std::exchange(last_, {}); }
  const nlohmann::ordered_json& context() const { return context_json_; }

  bool ReportContext(const Context& context) override {
    if (context_) return true;
    context_.emplace(context);
    context_->name_field_width = width_;  // of all rows, not only of the first one
    context_json_ = rendered({})["context"];
    if (shown_by_ == nullptr) return true;
    // Google Benchmark's own preamble takes a distribution's library for a debug build; our warnings say what matters.
    std::ostringstream preamble;
    shown_by_->SetErrorStream(&preamble);
    const bool go_on = shown_by_->ReportContext(*context_);
    shown_by_->SetErrorStream(&std::cerr);
    return go_on;
  }

  void ReportRuns(const std::vector<Run>& reported) override {
    std::vector<Run> runs = reported;
    for (Run& run : runs) run.cpu_accumulated_time = cpu_seconds_;
    last_ = rendered(runs)["benchmarks"][0];
    if (shown_by_ != nullptr) shown_by_->ReportRuns(runs);
  }

  void finish() {
    if (shown_by_ != nullptr && context_) shown_by_->Finalize();
  }

 private:
  /// What Google Benchmark would write into its own file for these runs.
  nlohmann::ordered_json rendered(const std::vector<Run>& runs) const {
    std::ostringstream text;
    benchmark::JSONReporter reporter;
    reporter.SetOutputStream(&text);
    reporter.SetErrorStream(&text);
    reporter.ReportContext(*context_);
    reporter.ReportRuns(runs);
    reporter.Finalize();
    return nlohmann::ordered_json::parse(facts::utf8(text.str()));  // a path, or what --benchmark_context says
  }

  benchmark::BenchmarkReporter* shown_by_;
  std::size_t width_ = 0;
  double cpu_seconds_ = 0;
  std::optional<Context> context_;
  nlohmann::ordered_json context_json_ = nlohmann::ordered_json::object();
  nlohmann::ordered_json last_;
};

std::string google_benchmark_name(const Row& row) {
  return row.name() + "/iterations:" + std::to_string(row.samples) + "/manual_time";
}

GoogleBenchmark::GoogleBenchmark(const std::string& program, const Options& options)
    : time_unit_given_(options.time_unit_given) {
  initialise(program, options);
  reporter_ = std::make_unique<Reporter>(display(options));
}

GoogleBenchmark::~GoogleBenchmark() = default;

void GoogleBenchmark::begin(const std::vector<const Row*>& rows) {
  std::size_t width = 10;  // Google Benchmark's own least
  for (const Row* row : rows) width = std::max(width, google_benchmark_name(*row).size());
  reporter_->set_width(width);
}

nlohmann::ordered_json GoogleBenchmark::record(const Entry& finished) {
  const os::Uninterrupted writing;
  const auto& spent = finished.samples.cpu;
  const auto cpu_ns = std::accumulate(spent.begin(), spent.end(), Nanoseconds{0});
  reporter_->set_cpu_seconds(static_cast<double>(cpu_ns) * seconds_per_ns);
  run(*finished.row, [&](benchmark::State& state) { replay(finished, state); });
  return reporter_->take();
}

void GoogleBenchmark::record_failure(const Row& row, const std::string& text) {
  const os::Uninterrupted writing;
  reporter_->set_cpu_seconds(0);
  run(row, [&](benchmark::State& state) { state.SkipWithError(text.c_str()); });
}

nlohmann::ordered_json GoogleBenchmark::context() const { return reporter_->context(); }

void GoogleBenchmark::end() {
  const os::Uninterrupted writing;
  reporter_->finish();
}

void GoogleBenchmark::run(const Row& row, const std::function<void(benchmark::State&)>& body) {
  auto* registered = benchmark::RegisterBenchmark(row.name().c_str(), [&](benchmark::State& state) { body(state); });
  registered->Iterations(row.samples)->UseManualTime();
  if (!time_unit_given_) registered->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks(reporter_.get(), ".");
  benchmark::ClearRegisteredBenchmarks();
}

}  // namespace ipcbench::bench
