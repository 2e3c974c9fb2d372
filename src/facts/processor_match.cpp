#include "facts/processor_match.hpp"

#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "facts/sha256.hpp"
#include "ipcbench/errors.hpp"

namespace ipcbench::facts {
namespace {

constexpr std::array<std::string_view, 6> keys{"model name", "flags", "Features", "CPU implementer", "CPU part", "isa"};

bool is_described(const std::string& line) {
  const auto end = line.find_last_not_of(" \t", line.find(':') - 1);
  const auto key = std::string_view(line).substr(0, end + 1);
  return line.find(':') != std::string::npos && std::ranges::find(keys, key) != keys.end();
}

}  // namespace

std::string processor_digest(const Files& files) {
  std::set<std::string> described;
  std::ranges::copy_if(files.lines("/proc/cpuinfo"), std::inserter(described, described.end()), is_described);
  return described.empty() ? "unknown" : sha256(fmt::format("{}\n", fmt::join(described, "\n")));
}

std::string tuned_for(const Files& files, const std::string& digest) {
  if (digest.empty()) return "any processor";
  return digest == processor_digest(files) ? "this processor" : "another processor";
}

std::vector<std::string> lacking_features() {
  std::vector<std::string> lacking;
#if defined(__x86_64__)
  // A macro says what the compiler may use; the names of the builtin must be literals.
  const auto take = [&](bool is_here, const char* name) {
    if (!is_here) lacking.emplace_back(name);
  };
#ifdef __SSE4_2__
  take(__builtin_cpu_supports("sse4.2"), "sse4.2");
#endif
#ifdef __AVX__
  take(__builtin_cpu_supports("avx"), "avx");
#endif
#ifdef __AVX2__
  take(__builtin_cpu_supports("avx2"), "avx2");
#endif
#ifdef __FMA__
  take(__builtin_cpu_supports("fma"), "fma");
#endif
#ifdef __BMI2__
  take(__builtin_cpu_supports("bmi2"), "bmi2");
#endif
#ifdef __AVX512F__
  take(__builtin_cpu_supports("avx512f"), "avx512f");
#endif
#ifdef __AVX512VL__
  take(__builtin_cpu_supports("avx512vl"), "avx512vl");
#endif
#ifdef __AVX512BW__
  take(__builtin_cpu_supports("avx512bw"), "avx512bw");
#endif
#ifdef __AVX512DQ__
  take(__builtin_cpu_supports("avx512dq"), "avx512dq");
#endif
#endif
  return lacking;
}

void require_features(const std::vector<std::string>& lacking) {
  if (lacking.empty()) return;
  throw UsageError(
      fmt::format("this program was built for another processor, and this one lacks {}\nTry: build it here anew (rm -r "
                  "build/release)",
                  fmt::join(lacking, ", ")));
}

}  // namespace ipcbench::facts
