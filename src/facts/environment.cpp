#include <sys/utsname.h>

#include <fstream>

#include "facts/facts.hpp"
#include "facts/sha256.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"

namespace ipcbench {
namespace {

using nlohmann::ordered_json;

ordered_json os_name(const facts::Files& files, std::vector<Warning>& warnings) {
  for (const std::string& line : files.lines("/etc/os-release")) {
    if (line.starts_with("PRETTY_NAME=\"")) return line.substr(13, line.size() - 14);
  }
  return facts::unknown(warnings, "os", "/etc/os-release gives no PRETTY_NAME");
}

/// `drift_ppm` is known when the run ends.
ordered_json clock() {
  const auto cost = os::clock_cost();
  return {{"source", "CLOCK_MONOTONIC"},
          {"resolution_ns", cost.resolution_ns},
          {"overhead_ns", cost.overhead_ns},
          {"drift_ppm", nullptr},
          {"drift_uncertainty_ppm", nullptr}};
}

}  // namespace

ordered_json facts::environment_of(const Files& files, std::vector<Warning>& warnings) {
  utsname system{};
  ::uname(&system);
  ordered_json environment;
  environment["kernel"] = system.release;
  environment["os"] = os_name(files, warnings);
  add_linux(files, environment, warnings);
  add_frequency(files, environment, warnings);
  environment["clocksource"] =
      text_of(files, "/sys/devices/system/clocksource/clocksource0/current_clocksource", warnings, "clocksource");
  environment["clock"] = clock();
  add_memory(files, environment, warnings);
  add_confinement(files, environment, warnings);
  environment["allowed_cpus"] = os::allowed_cpus();
  environment["limits"] = limits(files, warnings);
  environment["load_before"] = load_average();
  environment["load_after"] = nullptr;
  environment["before"] = present_state(files, warnings);
  environment["after"] = nullptr;
  return environment;
}

ordered_json environment_facts(std::vector<Warning>& warnings) {
  return facts::environment_of(facts::Files(), warnings);
}

ordered_json load_average() {
  std::ifstream file("/proc/loadavg");
  double one = 0, five = 0, fifteen = 0;
  if (!(file >> one >> five >> fifteen)) return nullptr;
  return {one, five, fifteen};
}

ordered_json identifying_environment(const ordered_json& environment) {
  ordered_json identifying = environment;
  for (const char* key : {"load_before", "load_after", "before", "after", "clock"}) identifying.erase(key);
  if (identifying["limits"].is_object()) identifying["limits"].erase("dev_shm_bytes");  // half of the memory, as a rule
  return identifying;
}

std::string environment_id(const ordered_json& environment) {
  return sha256(nlohmann::json(identifying_environment(environment)).dump()).substr(0, 16);
}

}  // namespace ipcbench
