#include "facts/facts.hpp"

#include <limits>

#include "facts/cgroup.hpp"

namespace ipcbench::facts {

using nlohmann::ordered_json;

ordered_json unknown(std::vector<Warning>& warnings, const std::string& fact, const std::string& reason) {
  warn_unknown(warnings, {fact}, reason);
  return nullptr;
}

void warn_unknown(std::vector<Warning>& warnings, const std::vector<std::string>& facts, const std::string& reason) {
  std::string listed;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    listed += (i == 0 ? "" : i + 1 == facts.size() ? " and " : ", ") + facts[i];
  }
  warnings.push_back(
      {"unknown_fact", listed + (facts.size() == 1 ? " is" : " are") + " unknown: " + reason, "note", {}});
}

ordered_json text_of(const Files& files, const std::string& path, std::vector<Warning>& warnings,
                     const std::string& fact) {
  if (const auto line = files.line(path)) return *line;
  return unknown(warnings, fact, path + " is missing or empty");
}

ordered_json chosen_of(const Files& files, const std::string& path, std::vector<Warning>& warnings,
                       const std::string& fact) {
  const std::string line = files.line(path).value_or("");
  const auto open = line.find('[');
  const auto close = line.find(']');
  if (open == std::string::npos || close == std::string::npos) {
    return unknown(warnings, fact, path + " names no choice");
  }
  return line.substr(open + 1, close - open - 1);
}

ordered_json meminfo_bytes(const Files& files, const std::string& key, std::vector<Warning>& warnings,
                           const std::string& fact) {
  constexpr long long kib = 1024;
  if (const auto value = files.value_of("/proc/meminfo", key)) return *value * kib;
  return unknown(warnings, fact, "/proc/meminfo does not give it");
}

AvailableMemory available_memory(const Files& files) {
  constexpr std::int64_t kib = 1024;
  AvailableMemory least{std::numeric_limits<std::size_t>::max(), "/proc/meminfo"};
  if (const auto free = files.value_of("/proc/meminfo", "MemAvailable")) {
    least.bytes = static_cast<std::size_t>(*free * kib);
  }
  const auto left = memory_left(files);
  if (left && static_cast<std::size_t>(left->bytes) < least.bytes) {
    least = {static_cast<std::size_t>(left->bytes), "the control group " + left->folder};
  }
  return least;
}

}  // namespace ipcbench::facts
