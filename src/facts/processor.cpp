#include <map>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

/// The fields of the first processor in /proc/cpuinfo.
std::map<std::string, std::string> first_processor(const Files& files) {
  std::map<std::string, std::string> fields;
  for (const std::string& line : files.lines("/proc/cpuinfo")) {
    if (line.empty()) break;
    const auto colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const auto end = line.find_last_not_of(" \t", colon - 1);
    if (end != std::string::npos) fields[line.substr(0, end + 1)] = line.substr(colon + 2);
  }
  return fields;
}

/// A whole number, decimal ("85") or hexadecimal ("0x41"); null if there is none.
ordered_json number(const std::map<std::string, std::string>& fields, const std::string& key) {
  const auto field = fields.find(key);
  if (field == fields.end()) return nullptr;
  char* end = nullptr;
  const long value = std::strtol(field->second.c_str(), &end, 0);
  return end == field->second.c_str() ? ordered_json(nullptr) : ordered_json(value);
}

ordered_json text(const std::map<std::string, std::string>& fields, const std::string& key) {
  const auto field = fields.find(key);
  return field == fields.end() ? ordered_json(nullptr) : ordered_json(field->second);
}

/// The first of the two that is known: x86 and ARM have words of their own for the same fact.
ordered_json either(const ordered_json& a, const ordered_json& b) { return a.is_null() ? b : a; }

}  // namespace

void add_processor(const Files& files, ordered_json& machine, std::vector<Warning>& warnings) {
  const auto fields = first_processor(files);
  machine["cpu_model"] = text(fields, "model name");
  machine["cpu_vendor"] = either(text(fields, "vendor_id"), text(fields, "CPU implementer"));
  machine["cpu_family"] = either(number(fields, "cpu family"), number(fields, "CPU architecture"));
  machine["cpu_model_number"] = either(number(fields, "model"), number(fields, "CPU part"));
  machine["cpu_stepping"] = either(number(fields, "stepping"), number(fields, "CPU revision"));
  std::vector<std::string> missing;
  for (const char* key : {"cpu_model", "cpu_vendor", "cpu_family", "cpu_model_number", "cpu_stepping"}) {
    if (machine[key].is_null()) missing.emplace_back(key);
  }
  if (!missing.empty()) warn_unknown(warnings, missing, "/proc/cpuinfo does not give it");
}

}  // namespace ipcbench::facts
