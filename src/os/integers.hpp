/// Integers in text, and in files of /proc and /sys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ipcbench::os {

/// The integer that is all of `text`, in decimal; nullopt if it is none, or too large.
std::optional<long long> integer(std::string_view text);

/// The integer in a file of /proc or /sys. Throws SystemError if it cannot be read, Error if it is no integer.
long long read_integer(const std::string& path);

}  // namespace ipcbench::os
