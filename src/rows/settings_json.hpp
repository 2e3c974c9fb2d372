/// Effective settings as JSON: on the link to a producer, in a result, in a side file.
#pragma once

#include <nlohmann/json.hpp>

#include "ipcbench/transport.hpp"

namespace ipcbench {

nlohmann::ordered_json settings_object(const Settings& settings);
/// Throws nlohmann::json::exception for what is neither a text nor a number.
Settings settings_from(const nlohmann::ordered_json& object);

}  // namespace ipcbench
