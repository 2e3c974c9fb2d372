#include <set>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

const std::string cpufreq = "/sys/devices/system/cpu/cpufreq";

/// What all frequency domains say in `name`, e.g. "powersave", or "performance, powersave" where they differ.
ordered_json of_domains(const Files& files, const std::string& name) {
  std::set<std::string> said;
  for (const std::string& domain : files.names(cpufreq)) {
    if (!domain.starts_with("policy")) continue;
    if (const auto line = files.line(cpufreq + "/" + domain + "/" + name)) said.insert(*line);
  }
  std::string joined;
  for (const std::string& word : said) joined += (joined.empty() ? "" : ", ") + word;
  return joined.empty() ? ordered_json(nullptr) : ordered_json(joined);
}

/// "on" or "off"; Intel's own driver says no_turbo where others say boost.
ordered_json turbo(const Files& files) {
  if (const auto off = files.integer("/sys/devices/system/cpu/intel_pstate/no_turbo")) return *off == 0 ? "on" : "off";
  if (const auto on = files.integer(cpufreq + "/boost")) return *on == 0 ? "off" : "on";
  return nullptr;
}

}  // namespace

void add_frequency(const Files& files, ordered_json& environment, std::vector<Warning>& warnings) {
  environment["governor"] = of_domains(files, "scaling_governor");
  environment["frequency_driver"] = of_domains(files, "scaling_driver");
  // Only some drivers know preferences; those that do not, have none.
  const bool driven = !environment["frequency_driver"].is_null();
  const ordered_json preference = of_domains(files, "energy_performance_preference");
  environment["energy_preference"] = preference.is_null() && driven ? ordered_json("none") : preference;
  environment["turbo"] = turbo(files);
  std::vector<std::string> missing;
  for (const char* key : {"governor", "frequency_driver", "energy_preference", "turbo"}) {
    if (environment[key].is_null()) missing.emplace_back(key);
  }
  if (!missing.empty()) warn_unknown(warnings, missing, cpufreq + " does not say, as in most virtual machines");
}

}  // namespace ipcbench::facts
