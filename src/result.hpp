/// What a run has found, and its document: schema 1, described in docs/results-format.md.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "ipcbench/machine.hpp"
#include "os/cpus.hpp"
#include "rows.hpp"
#include "tuning.hpp"

namespace ipcbench {

struct Result {
  nlohmann::ordered_json context = nlohmann::ordered_json::object();  // Google Benchmark's
  nlohmann::ordered_json machine;
  nlohmann::ordered_json environment;
  nlohmann::ordered_json build;
  Protocol protocol;
  os::Placement placement = os::Placement::none;
  std::vector<Shape> shapes;
  std::string kernel;
  std::vector<std::vector<std::string>> order;  // per round, the names of its rows
  std::vector<nlohmann::ordered_json> tuning;   // what each sweep saw
  bool tuning_failed = false;
  std::vector<nlohmann::ordered_json> unavailable;
  std::vector<nlohmann::ordered_json> failed;
  std::vector<nlohmann::ordered_json> rounds;  // what happened to the machine in each
  std::vector<Warning> warnings;
  bool complete = false;
  std::vector<nlohmann::ordered_json> entries;  // one per finished (round, row)
};

/// The `ipc` object of an entry: one round of one row.
nlohmann::ordered_json ipc_object(const Row& row, int round, const Settings& settings, const Samples& samples);

/// What an entry says of effective settings.
nlohmann::ordered_json settings_object(const Settings& settings);

/// An element of `tuning`.
nlohmann::ordered_json sweep_object(const Sweep& sweep);

/// An element of `unavailable`.
nlohmann::ordered_json unavailable_object(const Row& row, const Unavailable& why);

/// An element of `failed`.
nlohmann::ordered_json failed_object(const Row& row, int round, const std::string& error, const std::string& text);

/// One line of JSON; bytes that are no UTF-8 are replaced.
std::string one_line(const nlohmann::ordered_json& json);

/// The whole file, one line per entry.
std::string document(const Result& result);

}  // namespace ipcbench
