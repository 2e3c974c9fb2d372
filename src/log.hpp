/// Messages go to stderr; stdout is for results.
#pragma once

#include <string>

namespace ipcbench {

/// Makes spdlog's default logger write "<program>: <message>" to stderr, in colour on a terminal unless NO_COLOR is
/// set.
void log_to_stderr(const std::string& program);

}  // namespace ipcbench
