#include <gnu/libc-version.h>
#include <nettle/version.h>
#include <spdlog/version.h>
#include <xxhash.h>

#include <fstream>
#include <iterator>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <boost/version.hpp>

#include "build_info.hpp"  // generated: see cmake/build_info.cmake
#include "facts/facts.hpp"
#include "facts/processor_match.hpp"
#include "facts/sha256.hpp"
#include "os/cpus.hpp"
#include "os/io_ring.hpp"

namespace ipcbench {
namespace {

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

/// SHA-256 of the running program.
nlohmann::ordered_json binary_digest(std::vector<Warning>& warnings) {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(program), {}};
  if (content.empty()) return facts::unknown(warnings, "binary_sha256", "/proc/self/exe cannot be read");
  return sha256(content);
}

}  // namespace

nlohmann::ordered_json build_facts(std::vector<Warning>& warnings) {
  const std::string commit = build_info::commit;
  nlohmann::ordered_json build;
  build["commit"] = commit.empty() ? facts::unknown(warnings, "commit", "not built from a git checkout")
                                   : nlohmann::ordered_json(commit);
  build["dirty"] = commit.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(build_info::dirty);
  build["type"] = build_info::type;
  const std::string tuned_for = facts::tuned_for(facts::Files{}, build_info::tuned_for);
  build["tuned_for"] = tuned_for;
  build["native"] = tuned_for == "this processor";
  build["compiler"] = build_info::compiler;
  build["flags"] = build_info::flags;
  build["binary_sha256"] = binary_digest(warnings);
  // What is linked when the program starts says its own version; the headers say that of what they make of themselves.
  build["libraries"] = {
      {"benchmark", build_info::benchmark_version},
      {"eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"spdlog", dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)},
      {"hwloc", os::hwloc_version()},
      {"nettle", dotted(::nettle_version_major(), ::nettle_version_minor(), 0)},
      {"xxhash", dotted(XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE)},
      {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"cli11", CLI11_VERSION},
      {"glibc", ::gnu_get_libc_version()},  // its memcpy copies
  };
  if (const std::string version = os::liburing_version(); !version.empty()) build["libraries"]["liburing"] = version;
  return build;
}

}  // namespace ipcbench
