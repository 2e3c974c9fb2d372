#include "plan.hpp"

#include <regex.h>

#include <algorithm>
#include <array>
#include <optional>

#include "facts/facts.hpp"
#include "ipcbench/errors.hpp"
#include "os/watch.hpp"
#include "result.hpp"

namespace ipcbench::bench {
namespace {

/// A POSIX extended regular expression, as Google Benchmark uses.
class Regex {
 public:
  Regex(const std::string& flag, const std::string& expression) {
    const int error = ::regcomp(&compiled_, expression.c_str(), REG_EXTENDED | REG_NOSUB);
    if (error == 0) return;
    std::array<char, 128> why{};
    ::regerror(error, &compiled_, why.data(), why.size());
    throw UsageError(flag + ": \"" + expression + "\" is no regular expression: " + why.data());
  }
  ~Regex() { ::regfree(&compiled_); }
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  bool finds(const std::string& text) const { return ::regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0; }

 private:
  regex_t compiled_{};
};

/// An empty expression finds everything.
bool everything(const std::string& expression) { return expression.empty() || expression == "all"; }

/// A transfer needs the producer's matrix, the consumer's, and one more where the mechanism holds one in between.
void require_memory(const std::vector<Row>& rows) {
  constexpr std::size_t matrices = 3;
  const std::size_t available = facts::available_memory_bytes();
  for (const Row& row : rows) {
    if (row.shape.bytes() <= available / matrices) continue;
    throw UsageError("--shape " + to_string(row.shape) + " does not fit in memory: it takes " +
                     std::to_string(matrices) + " matrices of " + std::to_string(row.shape.bytes() >> 20) +
                     " MiB, and " + std::to_string(available >> 20) + " MiB are available");
  }
}

std::string listed(const std::vector<os::Placement>& placements) {
  std::string text;
  for (const auto placement : placements) text += std::string(to_string(placement)) + ", ";
  return text + "none";
}

Pinning pinned(os::Placement placement, const os::Cpus& cpus) { return {placement, {cpus.producer, cpus.consumer}}; }

void warn_if_one_cpu(const Pinning& pinning, std::vector<Warning>& warnings) {
  const bool one = pinning.placement != os::Placement::none && pinning.cpus.producer == pinning.cpus.consumer;
  if (!one && os::allowed_cpus() > 1) return;
  warnings.push_back({"one_cpu",
                      "producer and consumer share one CPU: they take turns, and nothing overlaps",
                      "may_change_ranking",
                      {}});
}

}  // namespace

std::string google_benchmark_name(const Row& row, const Protocol& protocol) {
  return row.name() + "/iterations:" + std::to_string(protocol.transfers) + "/manual_time";
}

std::vector<Row> selected(const std::vector<Row>& rows, const Options& options) {
  const bool negated = options.filter.starts_with('-');
  const std::string filter_text = options.filter.substr(negated ? 1 : 0);
  const Regex only("--only", options.only);
  const Regex filter("--benchmark_filter", filter_text);
  std::vector<Row> left;
  std::ranges::copy_if(rows, std::back_inserter(left), [&](const Row& row) {
    if (!everything(options.only) && !only.finds(row.name())) return false;
    if (everything(filter_text)) return !negated;
    return filter.finds(google_benchmark_name(row, options.protocol)) != negated;
  });
  if (left.empty()) {
    throw UsageError("no row is left by --only \"" + options.only + "\" and --benchmark_filter \"" + options.filter +
                     "\"; --benchmark_list_tests lists them");
  }
  return left;
}

nlohmann::ordered_json probe_report(const std::vector<Row>& rows) {
  constexpr int schema = 1;
  auto transports = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    if (row.transport == nullptr) continue;
    const auto why = probe(row);
    auto unavailable = nlohmann::ordered_json(nullptr);
    if (why) unavailable = {{"reason", why->reason}, {"mend", why->mend}};
    const Settings settings = why ? Settings{} : row.transport->open(row.shape)->settings();
    transports.push_back({{"transport", row.transport->key},
                          {"label", row.transport->label},
                          {"family", to_string(row.transport->family)},
                          {"rows", row.shape.rows},
                          {"cols", row.shape.cols},
                          {"unavailable", unavailable},
                          {"settings", settings_object(settings)}});
  }
  return {{"schema", schema}, {"transports", transports}};
}

namespace {

/// nullopt also for a row that an interruption left unprobed.
std::optional<Unavailable> probed_unless_interrupted(const Row& row) {
  if (os::interrupted()) return std::nullopt;
  try {
    auto why = probe(row);
    if (!os::interrupted()) return why;
  } catch (const Interrupted&) {
    // Nothing is known of the row.
  }
  return std::nullopt;
}

}  // namespace

Plan probed(const std::vector<Row>& rows) {
  require_memory(rows);
  Plan plan;
  for (const Row& row : rows) {
    if (auto why = probed_unless_interrupted(row)) {
      plan.unavailable.emplace_back(row, std::move(*why));
    } else {
      plan.rows.push_back(row);
    }
  }
  if (plan.rows.empty()) {
    const auto& [row, why] = plan.unavailable.front();
    throw UsageError("nothing can run: " + row.name() + ": " + why.reason +
                     (why.mend.empty() ? "" : "\nTry: " + why.mend));
  }
  return plan;
}

Pinning pinning(const Options& options, std::vector<Warning>& warnings) {
  if (options.placement == os::Placement::none) {
    warn_if_one_cpu({}, warnings);
    return {};
  }
  const auto possible = os::possible_placements();
  if (options.placement_given || std::ranges::find(possible, options.placement) != possible.end()) {
    const auto cpus = os::find_cpus(options.placement);
    if (!cpus) {
      throw UsageError("--placement " + std::string(to_string(options.placement)) +
                       ": this machine, or what this process may use of it, has only " + listed(possible));
    }
    warn_if_one_cpu(pinned(options.placement, *cpus), warnings);
    return pinned(options.placement, *cpus);
  }
  for (const auto next : {os::Placement::cross_llc, os::Placement::cross_numa, os::Placement::same_core}) {
    const auto cpus = os::find_cpus(next);
    if (!cpus) continue;
    if (os::allowed_cpus() > 1) {  // one is a warning of its own
      warnings.push_back({"placement",
                          "no two cores share a last-level cache here; measured " + std::string(to_string(next)),
                          "may_change_ranking",
                          {}});
    }
    warn_if_one_cpu(pinned(next, *cpus), warnings);
    return pinned(next, *cpus);
  }
  throw Error("no CPU is allowed to this process");
}

}  // namespace ipcbench::bench
