/// Where results go. Nothing is ever overwritten, and nothing that is finished gets lost.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ipcbench/fd.hpp"
#include "os/watch.hpp"

namespace ipcbench {

/// The folder of a run, DIR/<machine>/<stamp>, in which each of its suites has a file.
class RunFolder {
 public:
  /// Makes one; the stamp is the present second (UTC) or the next one that is free. Throws SystemError.
  static RunFolder claim(const std::filesystem::path& results, const std::string& machine);
  /// One that another suite of the run has made. Throws UsageError if it is not there.
  static RunFolder of(const std::filesystem::path& folder);
  /// Removes what was made for it, unless something has been kept there.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string machine() const;
  /// "<machine>/<stamp>".
  std::string run() const;

 private:
  RunFolder(std::filesystem::path path, std::vector<std::filesystem::path> made)
      : path_(std::move(path)), made_(std::move(made)) {}
  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_;  // itself and folders above, the deepest first
};

/// The side file of a suite: what is kept of it while it is measured, one JSON object per line.
std::filesystem::path side_path(const std::filesystem::path& run, const std::string& suite);

/// Whether a suite begins, or goes on from the side file that it had left.
enum class Begin { anew, again };

/// A place on disk for one result: <suite>.json in the folder of its run, claimed by the side file
/// <suite>.partial.jsonl, to which what is finished is appended at once. It is locked while this lives. A signal that
/// ends the process at once names the side file on stderr.
class ResultFile {
 public:
  /// Anew: throws UsageError if the run has a result of this suite already, SystemError if it cannot be claimed.
  /// Again: cuts a last line off that was not written whole; throws UsageError if another process measures it.
  /// `may_go_on` says whether the last words tell of tools/bench --resume.
  ResultFile(const RunFolder& folder, const std::string& suite, Begin begin = Begin::anew, bool may_go_on = true);
  /// Removes a side file in which nothing has been kept.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Appends a line, or several, to the side file. Throws SystemError.
  void append(const std::string& lines);

  /// Puts the whole result in place (written beside, synced, then renamed), and removes the side file unless there is
  /// `more` to come: an interrupted run may go on. Throws SystemError; the text then names the side file, which still
  /// has every finished entry. Makes a folder that was removed meanwhile anew.
  void finish(const std::string& document, bool more = false);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path side_path_;
  Fd side_file_;
  std::optional<os::LastWords> last_words_;  // while the side file is all there is
};

/// Writes `text` to `path`, whole or not at all: beside it first, then renamed. What is no regular file (/dev/null) is
/// written to as it is. Throws SystemError.
void write_whole(const std::filesystem::path& path, const std::string& text);

}  // namespace ipcbench
