/// Where bytes lie before somebody reads them: in the caches as far as they fit, or in memory alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace ipcbench::os {

/// Where a matrix lies when it is handed over.
enum class Residency {
  cache,  // just written, hence in the caches as far as it fits; the default
  memory  // evicted from every cache, as one that has lain about
};

std::string_view to_string(Residency residency);
/// nullopt for a word that names none.
std::optional<Residency> parse_residency(std::string_view word);

/// Leaves the bytes where they are to lie: evicts them if that is memory.
void settle(std::span<const std::byte> bytes, Residency residency);

/// Takes these bytes out of every cache of the machine, line by line (CLFLUSHOPT, else CLFLUSH); by sweep_caches() on
/// processors other than x86. They stay mapped.
void evict(std::span<const std::byte> bytes);

/// Of the processor, as the C library knows it; 64 MiB where it does not.
std::size_t last_level_cache_bytes();

/// Writes to a buffer of so many bytes: four times the last-level cache leave little else in it.
void sweep_caches(std::size_t bytes);

}  // namespace ipcbench::os

namespace ipcbench {
using os::Residency;
}
