/// Where results go. Nothing is ever overwritten, and nothing that is finished gets lost.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "os/fd.hpp"
#include "os/watch.hpp"

namespace ipcbench {

/// A place on disk for one result: DIR/<machine>/<stamp>.json, claimed by the side file <stamp>.partial.jsonl, to which
/// every finished entry is appended at once. A signal that ends the process at once names the side file on stderr.
class ResultFile {
 public:
  /// Claims a name; the stamp is the present second (UTC) or the next one that is free. Throws SystemError.
  ResultFile(const std::filesystem::path& directory, const std::string& machine);
  /// Removes a side file in which nothing has been kept.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Appends one finished entry to the side file, on one line. Throws SystemError.
  void append(const std::string& entry);

  /// Puts the whole result in place (written beside, synced, then renamed) and removes the side file. Throws
  /// SystemError; the text then names the side file, which still has every finished entry. Makes a folder that was
  /// removed meanwhile anew.
  void finish(const std::string& document);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path side_path_;
  os::Fd side_file_;
  std::optional<os::LastWords> last_words_;  // while the side file is all there is
};

/// Writes `text` to `path`, whole or not at all: beside it first, then renamed. What is no regular file (/dev/null) is
/// written to as it is. Throws SystemError.
void write_whole(const std::filesystem::path& path, const std::string& text);

}  // namespace ipcbench
