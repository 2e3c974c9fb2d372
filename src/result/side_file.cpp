#include "result/side_file.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "ipcbench/errors.hpp"
#include "result/document.hpp"
#include "result/file.hpp"
#include "rows/settings_json.hpp"

namespace ipcbench {
namespace {

using nlohmann::ordered_json;

/// Text of a file as JSON has it: a control character would reach the terminal.
std::string printable(const std::string& text) { return one_line(text); }

template <typename T>
std::optional<T> optional_of(const ordered_json& value) {
  return value.is_null() ? std::nullopt : std::optional<T>(value.get<T>());
}

/// A number that a command line could have asked for.
int counted(const ordered_json& value, int greatest) {
  const int number = value;
  if (number < 1 || number > greatest) throw UsageError(fmt::format("{} is no number of 1 to {}", number, greatest));
  return number;
}

const Kernel* kernel_called(const std::string& key) {
  const Kernel* const kernel = find_kernel(key);
  if (kernel == nullptr) throw UsageError("this build has no kernel " + printable(key));
  return kernel;
}

Protocol protocol_of(const ordered_json& ours) {
  const auto& kept = ours.at("protocol");
  const auto& placement = kept.at("placement");
  Protocol protocol{
      .rounds = counted(kept.at("rounds"), 100'000),
      .samples = counted(kept.at("transfers_per_round"), 1'000'000),
      .residency = os::parse_residency(kept.at("residency").get<std::string>()).value(),
      .seed = kept.at("seed"),
      .precision = optional_of<double>(kept.at("precision")),
      .placement = os::parse_placement(placement.at("policy").get<std::string>()).value(),
      .cpus = {optional_of<int>(placement.at("producer_cpu")), optional_of<int>(placement.at("consumer_cpu"))},
      .kernel = kernel_called(kept.at("kernel")),
      .order = kept.at("order")};
  for (const auto& shape : kept.at("shapes")) protocol.shapes.push_back(parse_shape(shape.get<std::string>()));
  return protocol;
}

const Row& row_called(const std::string& name, const std::vector<Row>& rows) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  if (found == rows.end()) throw UsageError("this build has no row " + printable(name));
  return *found;
}

/// Samples of another build's phases would be taken for others.
void require_alike(const ordered_json& kept, const Kind& kind) {
  const auto same = [](const ordered_json& words, const std::vector<std::string_view>& own) {
    return std::ranges::equal(words.get<std::vector<std::string>>(), own);
  };
  if (same(kept.at("phases"), kind.phases) && same(kept.at("total"), kind.total)) return;
  throw UsageError(fmt::format("this build measures the phases of {} otherwise", kind.key));
}

Samples samples_of(const ordered_json& ipc, const Kind& kind) {
  if (ipc.at("digest") != digest_of(ipc.at("samples"))) throw UsageError("its samples are not those of its digest");
  Samples samples;
  for (const auto phase : kind.phases) samples.phases.push_back(ipc.at("samples").at(std::string(phase) + "_ns"));
  if (ipc.contains("usage")) {
    for (const auto& [part, values] : ipc.at("usage").items()) samples.usage.emplace_back(part, values);
  }
  const auto is_as_long = [&](const auto& column) { return column.size() == samples.size(); };
  const auto counts_as_long = [&](const auto& part) { return is_as_long(part.second); };
  if (!std::ranges::all_of(samples.phases, is_as_long) || !std::ranges::all_of(samples.usage, counts_as_long)) {
    throw UsageError("its columns are of different lengths");
  }
  return samples;
}

std::string name_of(const Entry& entry) { return entry.row->name(); }
std::string name_of(const FailedRound& failed) { return failed.row; }

Entry entry_of(ordered_json kept, const std::vector<Row>& rows) {
  const ordered_json ipc = std::move(kept.at("ipc"));
  kept.erase("ipc");
  Entry entry{.row = &row_called(ipc.at("row"), rows), .round = ipc.at("round")};
  entry.settings = settings_from(ipc.at("settings"));
  entry.samples = samples_of(ipc, *entry.row->kind);
  if (ipc.contains("setup_ns")) entry.once.setup = ipc.at("setup_ns");
  entry.once.forks_per_transfer = ipc.value("consumer", "") == forked_per_transfer;
  entry.benchmark = std::move(kept);
  return entry;
}

Sweep sweep_of(const ordered_json& kept) {
  Sweep sweep{.row = kept.at("row"), .trials = {}, .chosen = optional_of<std::size_t>(kept.at("chosen"))};
  for (const auto& trial : kept.at("trials")) {
    sweep.trials.push_back({settings_from(trial.at("settings")), trial.at("total_ns")});
  }
  return sweep;
}

Warning warning_of(const ordered_json& kept) {
  return {kept.at("code"), kept.at("text"), kept.at("rank"), kept.at("rows")};
}

FailedRound failed_of(const ordered_json& kept) {
  return {kept.at("row"), kept.at("round"), kept.at("error"), kept.at("text")};
}

/// Each round of a row once, and none that was never planned.
void require_planned(const std::string& row, int round, const Result& found) {
  const auto is_there = [&](const auto& kept) { return kept.round == round && name_of(kept) == row; };
  if (std::ranges::any_of(found.entries, is_there) || std::ranges::any_of(found.failed, is_there)) {
    throw UsageError(fmt::format("round {} of {} is there already", round, row));
  }
  const bool is_open = found.protocol.precision.has_value();  // rounds are added until it is reached
  if (round < 0 || (!is_open && round >= found.protocol.rounds)) throw UsageError(fmt::format("no round {}", round));
}

Result planned(const ordered_json& head, const std::vector<Row>& rows) {
  const auto& ours = head.at("ipcbench");
  Result result{.suite = ours.at("suite"),
                .run = optional_of<std::string>(ours.at("run")),
                .context = head.at("context"),
                .machine = ours.at("machine"),
                .environment = ours.at("environment"),
                .build = ours.at("build")};
  if (!ours.at("pair").is_null()) result.pair = {ours.at("pair").at("id"), ours.at("pair").at("side")};
  for (const auto& sweep : ours.at("tuning")) result.tuning.push_back(sweep_of(sweep));
  for (const auto& row : ours.at("unavailable")) {
    result.unavailable.push_back({&row_called(row.at("row"), rows), {row.at("reason"), row.at("mend")}});
  }
  for (const auto& warning : ours.at("warnings")) result.warnings.push_back(warning_of(warning));
  return result;
}

/// Reads with a sentence for what cannot be read: `what` says where it lies.
template <typename Read>
auto understood(const std::string& what, Read read) {
  try {
    return read();
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{} is none that this build has written ({})", what, error.what()));
  } catch (const std::bad_optional_access&) {
    throw UsageError(what + " has a word that this build does not know");
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", what, error.what()));
  }
}

}  // namespace

std::string side_line(const Result& planned) { return one_line(head_object(planned)); }
std::string side_line(const Entry& entry) { return one_line(entry_object(entry)); }
std::string side_line(const FailedRound& failed) { return one_line({{"failed", failed_object(failed)}}); }
std::string side_line(const facts::RoundFacts& round) { return one_line({{"round", kept_json(round)}}); }
std::string side_line(const Warning& warning) { return one_line({{"warning", warning_object(warning)}}); }

SideFile::SideFile(const std::filesystem::path& run, const std::string& suite) : path_(side_path(run, suite)) {
  const std::string said = fmt::format("\"{}\"", path_.string());
  if (!std::filesystem::is_regular_file(path_)) {
    throw UsageError(said + " is not there: nothing is left of an interrupted run of this suite");
  }
  std::ifstream text(path_, std::ios::binary);
  for (std::string line; std::getline(text, line) && !text.eof();) {
    understood(fmt::format("line {} of {}", lines_.size() + 1, said),
               [&] { lines_.push_back(ordered_json::parse(line)); });
  }
  if (lines_.empty()) throw UsageError(said + " has no line: nothing was finished");
  understood("line 1 of " + said, [&] { protocol_ = protocol_of(lines_.front().at("ipcbench")); });
}

std::vector<std::string> SideFile::rows() const {
  std::vector<std::string> names;
  for (const auto& round : protocol_.order) names.insert(names.end(), round.begin(), round.end());
  for (const auto& row : lines_.front().at("ipcbench").at("unavailable")) names.push_back(row.at("row"));
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result SideFile::result(const std::vector<Row>& rows, const std::vector<const Kind*>& kinds) const {
  const auto where = [&](std::size_t line) { return fmt::format("line {} of \"{}\"", line + 1, path_.string()); };
  Result found = understood(where(0), [&] { return planned(lines_.front(), rows); });
  found.protocol = protocol_;
  found.kinds = kinds;
  understood(where(0), [&] {
    for (const auto& kept : lines_.front().at("ipcbench").at("kinds")) {
      const auto kind = std::ranges::find(kinds, kept.at("kind").get<std::string>(), &Kind::key);
      if (kind == kinds.end()) throw UsageError("this build has no such kind of row: " + kept.at("kind").dump());
      require_alike(kept, **kind);
    }
  });
  for (std::size_t i = 1; i < lines_.size(); ++i) {
    understood(where(i), [&] { add(lines_[i], found, rows); });
  }
  return found;
}

void SideFile::add(const ordered_json& line, Result& result, const std::vector<Row>& rows) const {
  if (line.contains("ipc")) {
    Entry entry = entry_of(line, rows);
    require_planned(entry.row->name(), entry.round, result);
    if (result.pair) entry.side = result.pair->side;
    result.entries.push_back(std::move(entry));
  } else if (line.contains("failed")) {
    FailedRound failed = failed_of(line.at("failed"));
    require_planned(row_called(failed.row, rows).name(), failed.round, result);
    result.failed.push_back(std::move(failed));
  } else if (line.contains("round")) {
    result.rounds.push_back(facts::round_facts(line.at("round")));
  } else {
    result.warnings.push_back(warning_of(line.at("warning")));
  }
}

}  // namespace ipcbench
