#include "campaign/campaign.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "campaign/conclusion.hpp"
#include "campaign/placing.hpp"
#include "campaign/probing.hpp"
#include "campaign/rounds.hpp"
#include "ipcbench/errors.hpp"
#include "os/watch.hpp"
#include "producer/producers.hpp"
#include "result/document.hpp"
#include "result/file.hpp"

namespace ipcbench::campaign {
namespace {

namespace fs = std::filesystem;

/// The kinds of a suite as tables list them: what others are held against comes first.
std::vector<const Kind*> kinds_of(const Plan& plan) {
  std::vector<const Kind*> kinds;
  std::ranges::transform(plan.kinds, std::back_inserter(kinds), [](auto key) { return &find_kind(key); });
  std::ranges::stable_sort(kinds, {}, &Kind::role);
  return kinds;
}

/// The machine, the build and the plan, before anything is measured.
Result describe(const Plan& plan) {
  Result result;
  result.suite = plan.suite;
  result.kinds = kinds_of(plan);
  result.machine = machine_facts(result.warnings);
  if (!plan.machine.empty()) result.machine["id"] = plan.machine;
  result.environment = environment_facts(result.warnings);
  result.build = build_facts(result.warnings);
  const Placed where = placed(plan, result.warnings);
  result.protocol = {.rounds = plan.rounds,
                     .samples = plan.samples,
                     .residency = plan.residency,
                     .seed = plan.seed,
                     .precision = plan.precision,
                     .placement = where.placement,
                     .cpus = where.cpus,
                     .kernel = plan.kernel,
                     .shapes = plan.shapes};
  return result;
}

/// Better now than after the measuring.
void require_writable(const std::string& path) {
  if (path.empty()) return;
  const auto folder = fs::absolute(path).parent_path().string();
  const std::string tried = "write --benchmark_out=\"" + path + "\"";
  checked(::access(folder.c_str(), W_OK), tried, "a file in a folder that exists");
  if (fs::is_directory(path)) throw SystemError(tried, EISDIR, "a file in that folder");
}

/// The suites of a run are of one machine.
void require_same_machine(const RunFolder& folder, const std::string& hardware) {
  for (const auto& file : fs::directory_iterator(folder.path())) {
    if (file.path().extension() != ".json") continue;
    std::ifstream text(file.path());
    const auto other = nlohmann::json::parse(text, nullptr, false);
    const nlohmann::json::json_pointer id("/ipcbench/ids/hardware");
    if (other.is_object() && other.value(id, "") == hardware) continue;
    throw UsageError("\"" + file.path().string() +
                     "\" is not of this machine, and a run is of one: --results for a new one");
  }
}

/// The folder of the run, its suite's file in it, and the name of the machine and the run in the result.
struct Destination {
  Destination(const Plan& plan, Result& result)
      : folder(plan.run.empty() ? RunFolder::claim(plan.results, result.machine["id"].get<std::string>())
                                : RunFolder::of(plan.run)),
        file(folder, plan.suite) {
    require_same_machine(folder, hardware_id(result.machine));
    result.machine["id"] = folder.machine();
    result.run = folder.run();
  }
  RunFolder folder;
  ResultFile file;
};

/// Puts the finished document where it was asked for, the result file first.
void publish(const Plan& plan, const Result& result, Destination* destination) {
  const std::string text = document(result);
  if (destination != nullptr) destination->file.finish(text);
  if (!plan.out.empty()) write_whole(plan.out, text);
  if (plan.result_on_stdout) {
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else if (destination != nullptr) {
    fmt::print("{}\n", destination->folder.path().string());
  }
}

void keep_private(nlohmann::ordered_json& context) {
  if (context.empty()) return;
  context["host_name"] = "";
  context["executable"] = fs::path(context.value("executable", "")).filename().string();
}

Producers producers_of(const Plan& plan, const CpuPair& cpus) {
  return {own_command("bench_" + plan.suite), {plan.kernel, cpus, plan.residency}};
}

/// What --probe says of one row. A probe that dies is a reason, too.
nlohmann::ordered_json report_of(const Row& row, const Plan& plan, const Producers& producers) {
  constexpr int none = 0;
  try {
    const auto why = producers.probe(row);
    return probed_object(row, why, why ? Settings{} : producers.measure(row, none, plan.seed).settings);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    return probed_object(row, unavailable_because(error.what()), {});
  }
}

}  // namespace

Result measure(const Plan& plan, const std::vector<Row>& rows, Recorder& recorder) {
  require_writable(plan.out);
  Result result = describe(plan);
  std::optional<Destination> destination;
  if (!plan.results.empty() || !plan.run.empty()) destination.emplace(plan, result);
  const Producers producers = producers_of(plan, result.protocol.cpus);
  auto can_run = available(rows, result, producers);
  facts::Observer observer(result.protocol.cpus);
  ResultFile* const file = destination ? &destination->file : nullptr;
  Rounds(plan, std::move(can_run), producers, result, file, observer, recorder).run();
  conclude(result, observer);
  if (!plan.with_hostname) keep_private(result.context);
  publish(plan, result, destination ? &*destination : nullptr);
  for (const auto& [row, why] : result.unavailable) {
    spdlog::warn("{} cannot run: {} {}", row->name(), why.reason, why.mend.empty() ? "" : "Try: " + why.mend);
  }
  return result;
}

bool has_failed(const Result& result) { return !result.failed.empty() || result.failed_early; }

nlohmann::ordered_json probe_report(const Plan& plan, const std::vector<Row>& rows) {
  constexpr int schema = 1;
  std::vector<Warning> ignored;
  const Producers producers = producers_of(plan, placed(plan, ignored).cpus);
  auto reports = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    if (row.kind->role != Role::measured) continue;
    reports.push_back(report_of(row, plan, producers));
  }
  return {{"schema", schema}, {"rows", reports}};
}

}  // namespace ipcbench::campaign
