/// Reading of single facts from /proc and /sys.
#pragma once

#include <string>

#include "ipcbench/machine.hpp"

namespace ipcbench::facts {

/// null, and a warning that says which fact is unknown and why.
nlohmann::ordered_json unknown(std::vector<Warning>& warnings, const std::string& fact, const std::string& reason);

/// The first line of `path` as a string, or unknown.
nlohmann::ordered_json text_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact);

/// The integer in `path`, or unknown.
nlohmann::ordered_json integer_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact);

/// The word in brackets in a line like "always [madvise] never", or unknown.
nlohmann::ordered_json chosen_of(const std::string& path, std::vector<Warning>& warnings, const std::string& fact);

/// "model name" of /proc/cpuinfo, or unknown.
nlohmann::ordered_json cpu_model(std::vector<Warning>& warnings);

/// A figure of /proc/meminfo ("MemTotal"), in bytes, or unknown.
nlohmann::ordered_json meminfo_bytes(const std::string& key, std::vector<Warning>& warnings);

/// How much memory this process may still take, in bytes: MemAvailable, or the limit of its control group if that is
/// less; the largest number if neither is known.
std::size_t available_memory_bytes();

}  // namespace ipcbench::facts
