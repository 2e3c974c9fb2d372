#include "campaign/destination.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"
#include "result/document.hpp"

namespace ipcbench::campaign {
namespace {

namespace fs = std::filesystem;

/// The suites of a run are of one machine.
void require_same_machine(const RunFolder& folder, const std::string& hardware) {
  for (const auto& file : fs::directory_iterator(folder.path())) {
    if (file.path().extension() != ".json" || !file.is_regular_file()) continue;
    std::ifstream text(file.path());
    const auto other = nlohmann::json::parse(text, nullptr, false);
    const nlohmann::json::json_pointer id("/ipcbench/ids/hardware");
    if (other.is_object() && other.value(id, "") == hardware) continue;
    throw UsageError("\"" + file.path().string() +
                     "\" is not of this machine, and a run is of one: --results for a new one");
  }
}

}  // namespace

Destination::Destination(const Plan& plan, Result& result, Begin begin)
    : folder(plan.run.empty() ? RunFolder::claim(plan.results, result.machine["id"].get<std::string>())
                              : RunFolder::of(plan.run)),
      file(folder, plan.suite, begin, !result.pair) {
  require_same_machine(folder, hardware_id(result.machine));
  result.machine["id"] = folder.machine();
  result.run = folder.run();
}

void require_readable(const Plan& plan, const std::vector<Row>& rows) {
  constexpr std::size_t least_bytes = 3;  // of a number of two digits and what separates it from the next
  if (plan.results.empty() && plan.run.empty() && plan.out.empty() && !plan.result_on_stdout) return;
  std::size_t numbers = 0;
  for (const Row& row : rows) numbers += row.kind->phases.size() * static_cast<std::size_t>(row.samples);
  const std::size_t rounds = plan.time_limit_seconds ? 1 : static_cast<std::size_t>(plan.rounds);
  if (numbers * rounds * least_bytes <= most_result_bytes) return;
  throw UsageError(
      fmt::format("--rounds {} of --transfers {} in {} rows take more than the {} MB that a result may have\n"
                  "Try: fewer of either, or fewer rows (--only)",
                  plan.rounds, plan.samples, rows.size(), most_result_bytes / 1'000'000));
}

void require_writable(const std::string& path) {
  if (path.empty()) return;
  const auto folder = fs::absolute(path).parent_path().string();
  const std::string tried = "write --benchmark_out=\"" + path + "\"";
  checked(::access(folder.c_str(), W_OK), tried, "a file in a folder that exists");
  if (fs::is_directory(path)) throw SystemError(tried, EISDIR, "a file in that folder");
}

void publish(const Plan& plan, const Result& result, std::optional<Destination>& destination, bool more) {
  const std::string text = document(result);
  const os::Uninterrupted writing;
  if (destination) destination->file.finish(text, more);
  if (!plan.out.empty()) write_whole(plan.out, text);
  if (plan.result_on_stdout) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written && !os::interrupted()) throw SystemError("write to standard output", errno);
  } else if (destination) {
    fmt::print("{}\n", destination->folder.path().string());
  }
}

}  // namespace ipcbench::campaign
