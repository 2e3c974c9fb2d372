/// The side file of a suite under way: JSON objects, one per line. The first one is the result without its entries, as
/// it was planned; then come entries, as a result has them, and what else was found, each under a key of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "result/result.hpp"

namespace ipcbench {

/// {"context": …, "ipcbench": …}; an entry; {"failed": …}; {"round": …}; {"warning": …}.
std::string side_line(const Result& planned);
std::string side_line(const Entry& entry);
std::string side_line(const FailedRound& failed);
std::string side_line(const facts::RoundFacts& round);
std::string side_line(const Warning& warning);

/// What a suite that did not end has kept.
class SideFile {
 public:
  /// Reads a run's folder. A last line that was not written whole is left out. Throws UsageError if nothing is kept
  /// there, or what is there is no side file.
  SideFile(const std::filesystem::path& run, const std::string& suite);

  const std::filesystem::path& path() const { return path_; }
  /// How it was to be measured.
  const Protocol& protocol() const { return protocol_; }
  /// The names of the rows that were to be measured, and of those that could not run.
  std::vector<std::string> rows() const;
  /// What was found, as it was planned. The rows outlive it. Throws UsageError if one of them is none that this build
  /// has, or if this build measures its kind otherwise.
  Result result(const std::vector<Row>& rows, const std::vector<const Kind*>& kinds) const;

 private:
  void add(const nlohmann::ordered_json& line, Result& result, const std::vector<Row>& rows) const;

  std::filesystem::path path_;
  std::vector<nlohmann::ordered_json> lines_;
  Protocol protocol_;
};

}  // namespace ipcbench
