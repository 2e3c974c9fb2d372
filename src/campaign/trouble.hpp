/// What is said of something that failed before the rounds.
#pragma once

#include <spdlog/spdlog.h>

#include <string>

#include "ipcbench/errors.hpp"
#include "rows/row.hpp"

namespace ipcbench::campaign {

/// "<what> of <row> failed: <error's name>: <text>", also on stderr.
inline std::string trouble(const std::string& what, const Row& row, const Error& error) {
  std::string text = what + " of " + row.name() + " failed: " + std::string(error.name()) + ": " + error.what();
  spdlog::error("{}", text);
  return text;
}

}  // namespace ipcbench::campaign
