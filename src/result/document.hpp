/// A result as its file has it: schema 1, described in docs/results-format.md.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "result/result.hpp"

namespace ipcbench {

/// What the tools read at most (tools/ipcbench/result/document.py), in bytes.
constexpr std::size_t most_result_bytes = 100'000'000;

/// An element of `benchmarks`: Google Benchmark's record, with the row and its samples under "ipc".
nlohmann::ordered_json entry_object(const Entry& entry);

/// A result without its entries: {"context": …, "ipcbench": …}, with zeros for a seal.
nlohmann::ordered_json head_object(const Result& result);

/// An element of `ipcbench.failed`, and of `ipcbench.warnings`.
nlohmann::ordered_json failed_object(const FailedRound& failed);
nlohmann::ordered_json warning_object(const Warning& warning);

/// The SHA-256 of an entry's samples.
std::string digest_of(const nlohmann::ordered_json& samples);

/// What --probe prints of a row: what it is, and why it cannot run here, or with what settings it does.
nlohmann::ordered_json probed_object(const Row& row, const std::optional<Unavailable>& why, const Settings& settings);

/// One line of JSON; bytes that are no UTF-8 are replaced.
std::string one_line(const nlohmann::ordered_json& json);

/// The whole file, one line per entry so that diffs and damage stay local.
std::string document(const Result& result);

}  // namespace ipcbench
