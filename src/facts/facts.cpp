#include "facts/facts.hpp"

#include <algorithm>
#include <fstream>
#include <limits>

#include "ipcbench/errors.hpp"
#include "os/fd.hpp"

namespace ipcbench::facts {

using nlohmann::ordered_json;

ordered_json unknown(std::vector<Warning>& warnings, const std::string& fact, const std::string& reason) {
  warnings.push_back({"unknown_fact", fact + " is unknown: " + reason, "note", {}});
  return nullptr;
}

ordered_json text_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact) {
  const std::string line = os::first_line(path);
  if (line.empty()) return unknown(warnings, fact, path + " is missing or empty");
  return line;
}

ordered_json integer_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact) {
  try {
    return os::read_integer(path);
  } catch (const Error& error) {
    return unknown(warnings, fact, error.what());
  }
}

ordered_json chosen_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact) {
  const std::string line = os::first_line(path);
  const auto open = line.find('[');
  const auto close = line.find(']');
  if (open == std::string::npos || close == std::string::npos) {
    return unknown(warnings, fact, path + " names no choice");
  }
  return line.substr(open + 1, close - open - 1);
}

ordered_json cpu_model(std::vector<Warning>& warnings) {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return unknown(warnings, "cpu_model", "/proc/cpuinfo has no model name");
}

ordered_json meminfo_bytes(const std::string& key, std::vector<Warning>& warnings) {
  std::ifstream meminfo("/proc/meminfo");
  std::string name;
  for (long long kib = 0; meminfo >> name >> kib; meminfo.ignore(64, '\n')) {
    if (name == key + ":") return kib * 1024;
  }
  return unknown(warnings, key, "/proc/meminfo does not give it");
}

std::size_t available_memory_bytes() {
  std::vector<Warning> ignored;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  const auto take = [&](const ordered_json& bytes) {
    if (bytes.is_number_integer()) least = std::min(least, bytes.get<std::size_t>());
  };
  take(meminfo_bytes("MemAvailable", ignored));
  take(integer_of("/sys/fs/cgroup/memory.max", ignored, "memory.max"));  // "max" where there is no limit
  take(integer_of("/sys/fs/cgroup/memory/memory.limit_in_bytes", ignored, "memory.limit_in_bytes"));
  return least;
}

}  // namespace ipcbench::facts
