/// Reading of single facts from /proc and /sys.
#pragma once

#include <string>

#include "facts/files.hpp"
#include "facts/machine.hpp"

namespace ipcbench::facts {

/// null, and a warning that says which fact is unknown and why.
nlohmann::ordered_json unknown(std::vector<Warning>& warnings, const std::string& fact, const std::string& reason);

/// One warning for several facts that are unknown for one reason: "governor and turbo are unknown: …".
void warn_unknown(std::vector<Warning>& warnings, const std::vector<std::string>& facts, const std::string& reason);

/// The value, or null.
template <typename T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// The first line of `path` as a string, or unknown.
nlohmann::ordered_json text_of(const Files& files, const std::string& path, std::vector<Warning>& warnings,
                               const std::string& fact);

/// The word in brackets in a line like "always [madvise] never", or unknown.
nlohmann::ordered_json chosen_of(const Files& files, const std::string& path, std::vector<Warning>& warnings,
                                 const std::string& fact);

/// A figure of /proc/meminfo ("MemTotal"), in bytes, or unknown.
nlohmann::ordered_json meminfo_bytes(const Files& files, const std::string& key, std::vector<Warning>& warnings,
                                     const std::string& fact);

/// How much memory this process may still take, and what says so: "/proc/meminfo", "the control group /sys/…".
struct AvailableMemory {
  std::size_t bytes = 0;
  std::string source;
};

/// MemAvailable, or what the control groups leave if that is less; the largest number if neither is known.
AvailableMemory available_memory(const Files& files);

/// The parts that machine_facts() and environment_facts() are made of; each adds its keys to the object.
/// docs/results-format.md has the source of each key.
void add_processor(const Files& files, nlohmann::ordered_json& machine, std::vector<Warning>& warnings);
void add_frequency(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings);
void add_linux(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings);
void add_memory(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings);
void add_confinement(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings);
nlohmann::ordered_json limits(const Files& files, std::vector<Warning>& warnings);

/// Those words of Linux's command line that change timing: "isolcpus=2-7", "mitigations=off". Anything else may be
/// private (host names, paths, identifiers) and is left out.
std::vector<std::string> timing_flags(const std::string& command_line);

/// What a run itself may change: temperature, throttling so far, swap in use, free huge pages, source of power.
nlohmann::ordered_json present_state(const Files& files, std::vector<Warning>& warnings);

/// The whole environment as read under a root; environment_facts() reads the machine's.
nlohmann::ordered_json environment_of(const Files& files, std::vector<Warning>& warnings);

}  // namespace ipcbench::facts
