/// A result as its file has it: schema 1, described in docs/results-format.md.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "result/result.hpp"

namespace ipcbench {

/// An element of `benchmarks`: Google Benchmark's record, with the row and its samples under "ipc".
nlohmann::ordered_json entry_object(const Entry& entry);

/// What an entry says of effective settings.
nlohmann::ordered_json settings_object(const Settings& settings);

/// What --probe prints of a row: what it is, and why it cannot run here, or with what settings it does.
nlohmann::ordered_json probed_object(const Row& row, const std::optional<Unavailable>& why, const Settings& settings);

/// One line of JSON; bytes that are no UTF-8 are replaced.
std::string one_line(const nlohmann::ordered_json& json);

/// The whole file, one line per entry so that diffs and damage stay local.
std::string document(const Result& result);

}  // namespace ipcbench
