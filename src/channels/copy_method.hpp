/// Ways to copy memory within one process.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ipcbench::channels {

struct CopyMethod {
  std::string_view key;  // "memcpy": in JSON
  /// `to` is as long as `from`, and starts on a 64-byte boundary.
  void (*run)(std::span<std::byte> to, std::span<const std::byte> from);
};

/// The ways that this build has: "memcpy"; and where the processor has stores that pass the caches by (non-temporal),
/// "memcpy_nt" and "memcpy_nt_pages", which streams twelve pages side by side.
std::span<const CopyMethod> copy_methods();

/// Those that are measured as bounds: "memcpy" and, if there is one, "memcpy_nt".
std::span<const CopyMethod> bounds();

/// Throws std::logic_error if this build has no such way.
const CopyMethod& find_copy_method(std::string_view key);

}  // namespace ipcbench::channels
