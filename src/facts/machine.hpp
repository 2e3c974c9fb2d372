/// What is known of this machine, its present state and this build: the facts beside every result.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace ipcbench {

/// A finding that a reader of the figures should know. `rank` is "may_change_ranking", "shifts_milliseconds" or "note".
struct Warning {
  std::string code;
  std::string text;
  std::string rank;
  std::vector<std::string> rows;  // those concerned; empty if all are
};

/// Facts that do not change while the machine runs. `id` is the readable slug, e.g. "epyc-2c-kvm-3f9a01".
/// Keys and sources: docs/results-format.md. A fact that cannot be read is null, with a warning.
nlohmann::ordered_json machine_facts(std::vector<Warning>& warnings);

/// Linux, limits, governor, huge pages, load: what may differ from one day to the next. `load_after` is null until
/// the run ends.
nlohmann::ordered_json environment_facts(std::vector<Warning>& warnings);

/// The three figures of /proc/loadavg, or null.
nlohmann::ordered_json load_average();

/// Commit, compiler, flags and libraries of this build.
nlohmann::ordered_json build_facts(std::vector<Warning>& warnings);

/// The first 16 hexadecimal digits of the SHA-256 of the facts that identify the hardware: no frequencies, no exact
/// memory size.
std::string hardware_id(const nlohmann::ordered_json& machine);

/// The environment without load, and what else changes by itself.
nlohmann::ordered_json identifying_environment(const nlohmann::ordered_json& environment);

/// Likewise of that.
std::string environment_id(const nlohmann::ordered_json& environment);

}  // namespace ipcbench
