#include "suite.hpp"

#include <benchmark/benchmark.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "ipcbench/errors.hpp"
#include "log.hpp"
#include "os/fd.hpp"
#include "os/watch.hpp"
#include "plan.hpp"
#include "runner.hpp"

namespace ipcbench::bench {
namespace {

enum ExitStatus { fine = 0, measured_bad = 1, called_wrong = 2, interrupted = 130 };

void initialise_google_benchmark(const std::string& program, const Options& options) {
  std::vector<std::string> words{program, "--benchmark_repetitions=1"};  // whatever the environment says
  words.insert(words.end(), options.google_benchmark.begin(), options.google_benchmark.end());
  if (!options.format.empty()) words.push_back("--benchmark_format=" + options.format);
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
  return result;
}

/// Puts the finished document where it was asked for, the result file first.
void publish(const Options& options, const Result& result, ResultFile* file) {
  const std::string text = document(result);
  if (file != nullptr) file->finish(text);
  if (!options.out.empty()) write_whole(options.out, text);
  if (options.format == "json") std::fwrite(text.data(), 1, text.size(), stdout);
  if (file == nullptr) return;
  if (options.format == "json") {
    spdlog::info("result: {}", file->path().string());
  } else {
    fmt::print("{}\n", file->path().string());
  }
}

/// Better now than after the measuring.
void require_writable_folder_of(const std::string& path) {
  if (path.empty()) return;
  const auto folder = std::filesystem::absolute(path).parent_path().string();
  os::checked(::access(folder.c_str(), W_OK), "write \"" + path + "\"", "--benchmark_out in a folder that exists");
}

void keep_private(nlohmann::ordered_json& context, const Options& options) {
  if (options.with_hostname || context.is_null()) return;
  context["host_name"] = "";
  context["executable"] = std::filesystem::path(context.value("executable", "")).filename().string();
}

int measure(const Options& options, const std::vector<Row>& rows) {
  os::watch_as_producer();
  require_writable_folder_of(options.out);
  Result result = describe(options);
  const Plan plan = probed(rows);
  for (const auto& [row, why] : plan.unavailable) {
    result.unavailable.push_back(unavailable_object(row, why));
    spdlog::warn("{} cannot run: {} {}", row.name(), why.reason, why.mend.empty() ? "" : "Try: " + why.mend);
  }
  std::unique_ptr<ResultFile> file;
  if (!options.results.empty()) {
    file = std::make_unique<ResultFile>(options.results, result.machine["id"].get<std::string>());
  }
  Runner(options, plan.rows, result, file.get()).run();
  result.environment["load_after"] = load_average();
  keep_private(result.context, options);
  publish(options, result, file.get());
  if (os::interrupted()) return interrupted;
  return result.failed.empty() ? fine : measured_bad;
}

}  // namespace

int run_suite(int argc, char** argv, RowsOf rows_of) {
  log_to_stderr(std::filesystem::path(argv[0]).filename().string());
  try {
    const Options options = parse_options(argc, argv);
    const auto rows = selected(rows_of(options), options);
    if (options.list_tests) {
      list_rows(options, rows);
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
