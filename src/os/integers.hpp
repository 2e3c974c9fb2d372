/// Integers in text, and in files of /proc and /sys.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace ipcbench::os {

/// The integer that is all of `text`, in decimal; nullopt if it is none, or does not fit.
template <std::integral Integer = long long>
std::optional<Integer> integer(std::string_view text) {
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && last == end ? std::optional(value) : std::nullopt;
}

/// The integer in a file of /proc or /sys. Throws SystemError if it cannot be read, Error if it is no integer.
long long read_integer(const std::string& path);

}  // namespace ipcbench::os
