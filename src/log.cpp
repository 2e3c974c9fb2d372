#include "log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace ipcbench {

void log_to_stderr(const std::string& program) {
  const auto colour = std::getenv("NO_COLOR") ? spdlog::color_mode::never : spdlog::color_mode::automatic;
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>(program, std::make_shared<spdlog::sinks::stderr_color_sink_st>(colour)));
  spdlog::set_pattern("%n: %^%v%$");
}

}  // namespace ipcbench
