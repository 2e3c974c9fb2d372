/// Messages go to stderr; stdout is for results.
#pragma once

#include <string>

namespace ipcbench::os {

/// Makes spdlog's default logger write "<program>: <message>" to stderr, in colour on a terminal unless
/// wants_no_colour().
void log_to_stderr(const std::string& program);

/// From now on each message first clears the line of the terminal that it is written to.
void log_over_the_line();

/// NO_COLOR is set, and not empty (no-color.org).
bool wants_no_colour();

}  // namespace ipcbench::os
