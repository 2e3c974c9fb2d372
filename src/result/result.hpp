/// What a run of a suite has found: values until they are written (see document.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "facts/machine.hpp"
#include "facts/observer.hpp"
#include "os/cpus.hpp"
#include "rows/row.hpp"

namespace ipcbench {

/// How the rows of a run are measured.
struct Protocol {
  int rounds = 10;
  int samples = 7;  // per round and row
  Residency residency = Residency::cache;
  std::uint64_t seed = 1;
  std::optional<double> precision{};  // half the interval of each row as a share of its median (0.03), if asked for
  os::Placement placement = os::Placement::none;
  CpuPair cpus{};
  const Kernel* kernel = &default_kernel();
  std::vector<Shape> shapes{};
  std::vector<std::vector<std::string>> order{};  // per round, the names of its rows
};

/// One finished round of one row. Rows outlive the result.
struct Entry {
  const Row* row = nullptr;
  int round = 0;
  std::string side{};  // of a pair
  Settings settings{};
  Samples samples{};
  Once once{};
  nlohmann::ordered_json benchmark{};  // Google Benchmark's own record of it
};

/// A round of a row that ended with an error.
struct FailedRound {
  std::string row;
  int round = 0;
  std::string error;  // its name
  std::string text;
};

/// A row that cannot run here.
struct UnavailableRow {
  const Row* row = nullptr;
  Unavailable why{};
};

/// A tuning that was tried, and the least total of its warm samples.
struct Trial {
  Settings settings;  // the effective ones
  Nanoseconds total = 0;
};

/// What the sweep of a tuned row saw.
struct Sweep {
  std::string row;
  std::vector<Trial> trials;  // those that this machine allows, in the order of the row's tunings
  std::optional<std::size_t>
      chosen;  // the place among the row's tunings of the one that it runs with; none if there was none
};

/// The first sample of a row's rounds that counts; none where there is only the cold one.
struct SettledRow {
  std::string row;
  std::optional<int> from;
};

/// Two results that were measured in pairs: each round of a row of both, one after the other.
struct Pair {
  std::string id;    // the same in both
  std::string side;  // "A", or "B" for what A is held against
};

/// Of something that was to come before the rounds: the run ends with 1.
inline bool is_early_failure(const Warning& warning) { return warning.code.ends_with("_failed"); }

struct Result {
  std::string suite;
  std::optional<std::string> run;                                     // "<machine>/<stamp>", if it goes to a folder
  nlohmann::ordered_json context = nlohmann::ordered_json::object();  // Google Benchmark's
  nlohmann::ordered_json machine{};
  nlohmann::ordered_json environment{};
  nlohmann::ordered_json build{};
  Protocol protocol{};
  std::optional<Pair> pair{};
  std::vector<const Kind*> kinds{};  // in the order of tables: bases, bounds, what is measured
  std::vector<Sweep> tuning{};
  std::vector<UnavailableRow> unavailable{};
  std::vector<FailedRound> failed{};
  std::vector<facts::RoundFacts> rounds{};
  std::vector<SettledRow> settled{};
  std::vector<Warning> warnings{};
  bool complete = false;
  std::vector<Entry> entries{};
};

}  // namespace ipcbench
