/// Integers in files of /proc and /sys.
#pragma once

#include <string>

namespace ipcbench::os {

/// The integer in a file of /proc or /sys. Throws SystemError if it cannot be read, Error if it is no integer.
long long read_integer(const std::string& path);

}  // namespace ipcbench::os
