#include <algorithm>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

std::vector<double> phase(const nlohmann::ordered_json& samples, const char* key) {
  return samples.contains(key) ? samples[key].get<std::vector<double>>() : std::vector<double>{};
}

bool is_true(const nlohmann::ordered_json& ipc, const char* key) { return ipc.contains(key) && ipc[key] == true; }

}  // namespace

std::vector<Entry> entries_of(const std::vector<nlohmann::ordered_json>& benchmarks) {
  std::vector<Entry> entries;
  for (const auto& benchmark : benchmarks) {
    const auto& ipc = benchmark["ipc"];
    const auto& samples = ipc["samples"];
    entries.push_back({.row = ipc["row"],
                       .kind = ipc["kind"],
                       .kernel = ipc["kernel"],
                       .shape = std::to_string(ipc["rows"].get<long>()) + "x" + std::to_string(ipc["cols"].get<long>()),
                       .bytes = ipc["bytes"],
                       .copies = ipc["copies"].is_number() ? ipc["copies"].get<int>() : 0,
                       .overlapped = is_true(ipc, "overlapped"),
                       .round = ipc["round"],
                       .prepare = phase(samples, "prepare_ns"),
                       .transfer = phase(samples, "transfer_ns"),
                       .compute = phase(samples, "compute_ns"),
                       .reply = phase(samples, "reply_ns"),
                       .release = phase(samples, "release_ns")});
  }
  return entries;
}

std::vector<std::pair<int, double>> pulses(const std::vector<Entry>& entries, const std::string& kernel) {
  std::size_t largest = 0;
  for (const Entry& entry : entries) {
    if (entry.kind == "local" && entry.kernel == kernel) largest = std::max(largest, entry.bytes);
  }
  std::vector<std::pair<int, double>> found;
  for (const Entry& entry : entries) {
    if (entry.kind != "local" || entry.kernel != kernel || entry.bytes != largest || entry.compute.empty()) continue;
    const std::ptrdiff_t cold = entry.compute.size() > 1 ? 1 : 0;
    found.emplace_back(entry.round, median({entry.compute.begin() + cold, entry.compute.end()}));
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace ipcbench::findings
