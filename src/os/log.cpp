#include "os/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace ipcbench::os {

void log_to_stderr(const std::string& program) {
  const auto colour = wants_no_colour() ? spdlog::color_mode::never : spdlog::color_mode::automatic;
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>(program, std::make_shared<spdlog::sinks::stderr_color_sink_st>(colour)));
  spdlog::set_pattern("%n: %^%v%$");
}

void log_over_the_line() { spdlog::set_pattern("\r\033[K%n: %^%v%$"); }

bool wants_no_colour() {
  const char* const value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

}  // namespace ipcbench::os
