#include "suite.hpp"

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "conclusion.hpp"
#include "facts/cpu_pair.hpp"
#include "findings/findings.hpp"
#include "ipcbench/errors.hpp"
#include "log.hpp"
#include "os/fd.hpp"
#include "os/watch.hpp"
#include "plan.hpp"
#include "runner.hpp"

namespace ipcbench::bench {
namespace {

enum ExitStatus { fine = 0, measured_bad = 1, called_wrong = 2, interrupted = 130 };

/// Google Benchmark has read its environment variables by now, unchecked; parse_options() has checked them, so every
/// flag is set.
void initialise_google_benchmark(const std::string& program, const Options& options) {
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
                                 std::string("--benchmark_color=") + (wants_no_colour() ? "false" : "auto"),
                                 "--benchmark_time_unit=",
                                 "--benchmark_format=" + (options.format.empty() ? "console" : options.format)};
  words.insert(words.end(), options.google_benchmark.begin(), options.google_benchmark.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  static std::vector<std::string> kept = std::move(words);  // Google Benchmark keeps the program's name by pointer
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
}

Result describe(const Options& options) {
  Result result;
  result.machine = machine_facts(result.warnings);
  if (!options.machine.empty()) result.machine["id"] = options.machine;
  result.environment = environment_facts(result.warnings);
  result.build = build_facts(result.warnings);
  result.protocol = options.protocol;
  result.shapes = options.shapes;
  result.kernel = options.kernel->key;
  const Pinning chosen = pinning(options, result.warnings);
  result.placement = chosen.placement;
  result.protocol.cpus = chosen.cpus;
  result.environment["cpu_pair"] = facts::cpu_pair(chosen.cpus, result.warnings);
  return result;
}

/// Better now than after the measuring.
void require_writable(const std::string& path) {
  if (path.empty()) return;
  const auto folder = std::filesystem::absolute(path).parent_path().string();
  const std::string tried = "write --benchmark_out=\"" + path + "\"";
  os::checked(::access(folder.c_str(), W_OK), tried, "a file in a folder that exists");
  if (std::filesystem::is_directory(path)) throw SystemError(tried, EISDIR, "a file in that folder");
}

void require_flushed_stdout() {
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  // Ctrl-C also ends a write to a pipe that nobody reads.
  if (!flushed && !os::interrupted()) throw SystemError("write to standard output", errno);
}

/// A program started without standard streams would take its first files for them.
void open_standard_streams() {
  while (true) {
    const int descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
    if (descriptor < 0 || descriptor > STDERR_FILENO) return;
  }
}

/// Puts the finished document where it was asked for, the result file first.
void publish(const Options& options, const Result& result, ResultFile* file) {
  const std::string text = document(result);
  if (file != nullptr) file->finish(text);
  if (!options.out.empty()) write_whole(options.out, text);
  if (options.format == "json") {
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else if (file != nullptr) {
    fmt::print("{}\n", file->path().string());
  }
  require_flushed_stdout();
}

void keep_private(nlohmann::ordered_json& context, const Options& options) {
  if (options.with_hostname || context.empty()) return;
  context["host_name"] = "";
  context["executable"] = std::filesystem::path(context.value("executable", "")).filename().string();
}

int measure(const Options& options, const std::vector<Row>& rows) {
  require_writable(options.out);
  Result result = describe(options);
  Plan plan = probed(rows);
  for (const auto& [row, why] : plan.unavailable) result.unavailable.push_back(unavailable_object(row, why));
  std::unique_ptr<ResultFile> file;
  if (!options.results.empty()) {
    file = std::make_unique<ResultFile>(options.results, result.machine["id"].get<std::string>());
  }
  facts::Observer observer(result.protocol.cpus);
  Runner(options, std::move(plan.rows), result, file.get(), observer).run();
  conclude(result, observer);
  keep_private(result.context, options);
  publish(options, result, file.get());
  for (const auto& [row, why] : plan.unavailable) {
    spdlog::warn("{} cannot run: {} {}", row.name(), why.reason, why.mend.empty() ? "" : "Try: " + why.mend);
  }
  if (!options.no_warnings) fmt::print(stderr, "{}", findings::block(result.warnings));
  if (os::interrupted()) return interrupted;
  return result.failed.empty() && !result.tuning_failed ? fine : measured_bad;
}

}  // namespace

int run_suite(int argc, char** argv, RowsOf rows_of) {
  open_standard_streams();
  log_to_stderr(std::filesystem::path(argv[0]).filename().string());
  try {
    os::watch_as_producer();  // first: whoever interrupts later finds a result file, if an empty one
    const Options options = parse_options(argc, argv);
    const auto rows = selected(rows_of(options), options);
    if (options.list_tests) {
      list_rows(options, rows);
      require_flushed_stdout();
      return os::interrupted() ? interrupted : fine;
    }
    if (options.probe) {
      fmt::print("{}\n", one_line(probe_report(rows)));
      require_flushed_stdout();
      return fine;
    }
    initialise_google_benchmark(argv[0], options);
    return measure(options, rows);
  } catch (const Interrupted&) {
    return interrupted;
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return called_wrong;
  }
}

}  // namespace ipcbench::bench
