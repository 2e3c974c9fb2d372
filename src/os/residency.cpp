#include "os/residency.hpp"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "ipcbench/mapping.hpp"

namespace ipcbench::os {
namespace {

constexpr std::size_t line_bytes = 64;

#if defined(__x86_64__)
/// CPUID leaf 7: CLFLUSHOPT, whose flushes need not wait for each other.
bool has_clflushopt() {
  constexpr unsigned bit = 1U << 23;
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit) != 0;
}

void flush_each_line(std::span<const std::byte> bytes) {
  static const bool opt = has_clflushopt();
  const auto flush = [](const std::byte* line) {
    if (opt) {
      asm volatile("clflushopt %0" : : "m"(*line) : "memory");
    } else {
      asm volatile("clflush %0" : : "m"(*line) : "memory");
    }
  };
  asm volatile("mfence" : : : "memory");
  for (std::size_t at = 0; at < bytes.size(); at += line_bytes) flush(&bytes[at]);
  if (!bytes.empty()) flush(&bytes.back());  // where they begin within a line
  asm volatile("mfence" : : : "memory");
}
#endif

}  // namespace

std::size_t last_level_cache_bytes() {
  constexpr std::size_t guess = std::size_t{64} << 20;
  const long said = std::max(::sysconf(_SC_LEVEL3_CACHE_SIZE), ::sysconf(_SC_LEVEL2_CACHE_SIZE));
  return said > 0 ? static_cast<std::size_t>(said) : guess;
}

std::string_view to_string(Residency residency) {
  switch (residency) {
    case Residency::cache:
      return "cache";
    case Residency::memory:
      return "memory";
  }
  throw std::logic_error("no such residency");
}

std::optional<Residency> parse_residency(std::string_view word) {
  for (const Residency residency : {Residency::cache, Residency::memory}) {
    if (word == to_string(residency)) return residency;
  }
  return std::nullopt;
}

void settle(std::span<const std::byte> bytes, Residency residency) {
  if (residency == Residency::memory) evict(bytes);
}

void evict(std::span<const std::byte> bytes) {
#if defined(__x86_64__)
  flush_each_line(bytes);
#else
  static_cast<void>(bytes);
  sweep_caches(4 * last_level_cache_bytes());
#endif
}

void sweep_caches(std::size_t bytes) {
  const Mapping room = Mapping::anonymous(bytes);  // not kept: a process with much memory is slow to fork
  for (std::size_t at = 0; at < room.bytes(); at += line_bytes) {
    room.data()[at] = std::byte(std::to_integer<unsigned>(room.data()[at]) + 1);
  }
  asm volatile("" : : "r"(room.data()) : "memory");
}

}  // namespace ipcbench::os
