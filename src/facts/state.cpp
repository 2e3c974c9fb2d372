#include <algorithm>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

void take_hottest(std::optional<double>& hottest, const std::optional<long long>& millidegrees) {
  constexpr double per_degree = 1000;
  if (!millidegrees) return;
  const double degrees = static_cast<double>(*millidegrees) / per_degree;
  hottest = std::max(hottest.value_or(degrees), degrees);
}

/// The hottest of the processor's sensors, in degrees Celsius.
std::optional<double> temperature(const Files& files) {
  std::optional<double> hottest;
  const std::string monitors = "/sys/class/hwmon/";
  for (const std::string& monitor : files.names(monitors)) {
    const std::string driver = files.line(monitors + monitor + "/name").value_or("");
    if (driver != "coretemp" && driver != "k10temp" && driver != "zenpower" && driver != "cpu_thermal") continue;
    for (const std::string& name : files.names(monitors + monitor)) {
      const bool reading = name.starts_with("temp") && name.ends_with("_input");
      if (reading) take_hottest(hottest, files.integer(monitors + monitor + "/" + name));
    }
  }
  if (hottest) return hottest;
  const std::string zones = "/sys/class/thermal/";
  for (const std::string& zone : files.names(zones)) {
    const std::string type = files.line(zones + zone + "/type").value_or("");
    const bool of_processor = type == "x86_pkg_temp" || type.find("cpu") != std::string::npos;
    if (zone.starts_with("thermal_zone") && of_processor) take_hottest(hottest, files.integer(zones + zone + "/temp"));
  }
  return hottest;
}

/// How often cores and packages were slowed down for their heat since the machine started.
std::optional<long long> thermal_throttles(const Files& files) {
  const std::string cpus = "/sys/devices/system/cpu/";
  std::optional<long long> cores;
  long long packages = 0;  // each CPU shows its package's count: the largest stands for all
  for (const std::string& cpu : files.names(cpus)) {
    const std::string folder = cpus + cpu + "/thermal_throttle/";
    if (const auto count = files.integer(folder + "core_throttle_count")) cores = cores.value_or(0) + *count;
    packages = std::max(packages, files.integer(folder + "package_throttle_count").value_or(0));
  }
  return cores ? std::optional(*cores + packages) : std::nullopt;
}

/// "mains", "battery", or "no_battery" where the machine has none.
std::string power_source(const Files& files) {
  const std::string supplies = "/sys/class/power_supply/";
  bool battery = false;
  bool discharging = false;
  for (const std::string& supply : files.names(supplies)) {
    const std::string folder = supplies + supply + "/";
    const bool of_a_device = files.line(folder + "scope") == "Device";  // a mouse's
    if (files.line(folder + "type") != "Battery" || of_a_device) continue;
    battery = true;
    discharging = discharging || files.line(folder + "status") == "Discharging";
  }
  return discharging ? "battery" : battery ? "mains" : "no_battery";
}

std::optional<long long> swap_used_bytes(const Files& files) {
  constexpr long long kib = 1024;
  const auto total = files.value_of("/proc/meminfo", "SwapTotal");
  const auto free = files.value_of("/proc/meminfo", "SwapFree");
  return total && free ? std::optional((*total - *free) * kib) : std::nullopt;
}

/// Pages moved to and from swap since the machine started.
std::optional<long long> swapped_pages(const Files& files) {
  const auto in = files.value_of("/proc/vmstat", "pswpin");
  const auto out = files.value_of("/proc/vmstat", "pswpout");
  return in && out ? std::optional(*in + *out) : std::nullopt;
}

}  // namespace

ordered_json present_state(const Files& files, std::vector<Warning>& warnings) {
  ordered_json state{{"temperature_celsius", or_null(temperature(files))},
                     {"thermal_throttles", or_null(thermal_throttles(files))},
                     {"power_source", power_source(files)},
                     {"swap_used_bytes", or_null(swap_used_bytes(files))},
                     {"swapped_pages", or_null(swapped_pages(files))},
                     {"huge_pages_free", or_null(files.value_of("/proc/meminfo", "HugePages_Free"))}};
  std::vector<std::string> missing;
  for (const auto& [key, value] : state.items()) {
    if (value.is_null()) missing.push_back(key);
  }
  if (!missing.empty()) {
    warn_unknown(warnings, missing, "/proc and /sys do not show it, as in most virtual machines");
  }
  return state;
}

}  // namespace ipcbench::facts
