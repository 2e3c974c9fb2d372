#include "facts/utf8.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace ipcbench::facts {

std::string utf8(const std::string& text) {
  using nlohmann::json;
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return text;
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

}  // namespace ipcbench::facts
