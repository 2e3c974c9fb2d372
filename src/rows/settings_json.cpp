#include "rows/settings_json.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace ipcbench {

using nlohmann::ordered_json;

ordered_json settings_object(const Settings& settings) {
  ordered_json object = ordered_json::object();
  for (const auto& setting : settings) {
    std::visit([&](const auto& effective) { object[setting.first] = effective; }, setting.second);
  }
  return object;
}

Settings settings_from(const ordered_json& object) {
  Settings settings;
  for (const auto& [key, value] : object.items()) {
    if (value.is_string()) {
      settings[key] = value.get<std::string>();
    } else {
      settings[key] = value.get<std::int64_t>();
    }
  }
  return settings;
}

}  // namespace ipcbench
