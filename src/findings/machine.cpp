#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "facts/files.hpp"
#include "findings/findings.hpp"
#include "os/integers.hpp"

namespace ipcbench::findings {
namespace {

using nlohmann::ordered_json;

// Time synchronisation may steer by 500 ppm, and adjtime(2) by another 500 on top: a healthy clock stays below 0.1 %.
constexpr double steered_ppm = 1000;

constexpr long long small_dev_shm_bytes = 256LL << 20;

/// The value at "a.b" in the object, or null.
ordered_json at(const ordered_json& object, const char* group, const char* key) {
  const auto inner = object.find(group);
  return inner != object.end() && inner->is_object() ? inner->value(key, ordered_json()) : ordered_json();
}

/// The number there, or nothing.
std::optional<double> number(const ordered_json& object, const char* group, const char* key) {
  const auto found = at(object, group, key);
  return found.is_number() ? std::optional(found.get<double>()) : std::nullopt;
}

std::string text(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void add_power(const ordered_json& environment, std::vector<Warning>& found) {
  const std::string governor = text(environment, "governor");
  if (!governor.empty() && governor != "performance") {
    found.push_back({"governor",
                     "the CPU frequency governor is " + governor +
                         ", not performance. Try: sudo cpupower frequency-set -g performance",
                     "shifts_milliseconds",
                     {}});
  }
  if (at(environment, "before", "power_source") == "battery" || at(environment, "after", "power_source") == "battery") {
    found.push_back({"on_battery", "the machine ran on battery; plug it in and run again", "shifts_milliseconds", {}});
  }
  const auto before = number(environment, "before", "thermal_throttles");
  const auto after = number(environment, "after", "thermal_throttles");
  if (before && after && *after > *before) {
    found.push_back(
        {"thermal_throttling",
         fmt::format("the processor slowed down {:.0f} times because it was too hot; let it cool, run again",
                     *after - *before),
         "shifts_milliseconds",
         {}});
  }
}

void add_swap(const ordered_json& environment, std::vector<Warning>& found) {
  const auto before = number(environment, "before", "swapped_pages");
  const auto after = number(environment, "after", "swapped_pages");
  if (before && after && *after > *before) {
    found.push_back({"swapping",
                     fmt::format("the machine moved {:.0f} pages to and from swap during the run; free some memory",
                                 *after - *before),
                     "shifts_milliseconds",
                     {}});
  }
  const double used = number(environment, "before", "swap_used_bytes").value_or(0);
  if (used > 0) {
    constexpr double mib = 1 << 20;
    found.push_back({"swap_in_use", fmt::format("{:.0f} MiB of swap are in use", std::ceil(used / mib)), "note", {}});
  }
}

void add_clock(const ordered_json& environment, std::vector<Warning>& found) {
  const double drift = std::abs(number(environment, "clock", "drift_ppm").value_or(0));
  const double uncertainty = number(environment, "clock", "drift_uncertainty_ppm").value_or(0);
  if (drift - uncertainty <= steered_ppm) return;
  constexpr double ppm_per_percent = 1e4;
  found.push_back({"clock_drift",
                   fmt::format("the clock ran {:.1f} % off the hardware's: ratios hold; milliseconds ± {:.1f} %",
                               drift / ppm_per_percent, drift / ppm_per_percent),
                   "shifts_milliseconds",
                   {}});
}

void add_confinement(const ordered_json& environment, std::vector<Warning>& found) {
  const auto wsl = environment.find("wsl");
  if (wsl != environment.end() && *wsl == true) {
    found.push_back(
        {"wsl",
         "this is WSL: cores and caches are as the hypervisor shows them, and its clock may drift; compare with "
         "results of WSL only",
         "shifts_milliseconds",
         {}});
  }
  const std::string container = text(environment, "container");
  const auto dev_shm = number(environment, "limits", "dev_shm_bytes");
  if (container.empty() || container == "none" || !dev_shm || *dev_shm >= small_dev_shm_bytes) return;
  constexpr double mib = 1 << 20;
  found.push_back(
      {"small_dev_shm",
       fmt::format("/dev/shm of this container holds only {:.0f} MiB; start it with --shm-size=256m", *dev_shm / mib),
       "note",
       {}});
}

/// Whether a list as "0-3,8" holds the CPU.
bool holds(const std::string& list, int cpu) {
  return std::ranges::any_of(facts::split(list, ','), [cpu](const std::string& range) {
    const auto dash = range.find('-');
    const auto first = os::integer<int>(range.substr(0, dash));
    const auto last = dash == std::string::npos ? first : os::integer<int>(range.substr(dash + 1));
    return first && last && *first <= cpu && cpu <= *last;
  });
}

/// The kind of a CPU's core, as a number (the higher, the faster) and a letter: P for the fastest kind, E for others.
std::string kind_of(const ordered_json& kinds, int cpu) {
  double fastest = 0;
  double own = -1;
  for (const auto& kind : kinds) {
    const double efficiency = kind["efficiency"].is_number() ? kind["efficiency"].get<double>() : 0;
    fastest = std::max(fastest, efficiency);
    if (holds(text(kind, "cpus"), cpu)) own = efficiency;
  }
  return own == fastest ? "P" : "E";
}

void add_core_kinds(const ordered_json& machine, const CpuPair& cpus, std::vector<Warning>& found) {
  const auto kinds = at(machine, "layout", "core_kinds");
  std::set<std::string> types;
  for (const auto& kind : kinds) types.insert(text(kind, "type"));
  // Cores of one type that differ in their highest frequency only are one kind to us.
  if (kinds.size() < 2 || (types.size() == 1 && !types.contains(""))) return;
  if (!cpus.producer || !cpus.consumer) {
    found.push_back({"mixed_core_kinds",
                     "this processor has fast and slow cores, and the processes are not pinned to either",
                     "may_change_ranking",
                     {}});
    return;
  }
  const std::string producer = kind_of(kinds, *cpus.producer);
  const std::string consumer = kind_of(kinds, *cpus.consumer);
  const std::string pair = fmt::format("{}{}>{}{}", producer, *cpus.producer, consumer, *cpus.consumer);
  if (producer != consumer) {
    found.push_back({"mixed_core_kinds",
                     "producer and consumer run on cores of different kinds (" + pair + ")",
                     "may_change_ranking",
                     {}});
  } else {
    found.push_back({"hybrid_cores",
                     "this processor has fast and slow cores; measured between two of one kind (" + pair + ")",
                     "note",
                     {}});
  }
}

}  // namespace

std::vector<Warning> about_machine(const ordered_json& machine, const ordered_json& environment, const CpuPair& cpus) {
  std::vector<Warning> found;
  add_core_kinds(machine, cpus, found);
  add_clock(environment, found);
  add_power(environment, found);
  add_swap(environment, found);
  add_confinement(environment, found);
  return found;
}

std::vector<Warning> about_build(const ordered_json& build) {
  std::vector<Warning> found;
  const std::string type = text(build, "type");
  if (type != "Release") {
    found.push_back({"unoptimised_build", "built as " + type + ", not as Release", "may_change_ranking", {}});
  }
  if (build.value("native", true)) return found;
  const bool is_anothers = text(build, "tuned_for") == "another processor";
  found.push_back({"non_native_build",
                   is_anothers ? "built for another processor than this one" : "not tuned for this processor",
                   "shifts_milliseconds",
                   {}});
  return found;
}

}  // namespace ipcbench::findings
