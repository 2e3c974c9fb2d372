/// Reading of /proc and /sys, or of a folder that stands in for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ipcbench::facts {

/// The files under a root. What cannot be read is nullopt or empty: an absent fact is no error. Text is UTF-8 from here
/// on, whatever it was.
class Files {
 public:
  /// With a root "/tmp/fake", "/proc/stat" is read from /tmp/fake/proc/stat; by default from the machine.
  explicit Files(std::string root = {}) : root_(std::move(root)) {}

  bool exists(const std::string& path) const;
  /// The first line; nullopt if the file is missing or its first line is empty.
  std::optional<std::string> line(const std::string& path) const;
  /// The integer that the file begins with.
  std::optional<long long> integer(const std::string& path) const;
  std::vector<std::string> lines(const std::string& path) const;
  /// The words of the whole file.
  std::vector<std::string> words(const std::string& path) const;
  /// The names in a folder, sorted.
  std::vector<std::string> names(const std::string& folder) const;
  /// What a symbolic link says, e.g. "pid:[4026531836]".
  std::optional<std::string> link(const std::string& path) const;
  /// The value behind `key` in a file of lines "key value" or "key: value", e.g. of /proc/vmstat.
  std::optional<long long> value_of(const std::string& path, const std::string& key) const;

 private:
  std::string root_;
};

/// The parts of `text` between separators, without empty ones.
std::vector<std::string> split(const std::string& text, char separator = ' ');

/// The text with its capital letters (of ASCII) made small.
std::string lower(std::string text);

}  // namespace ipcbench::facts
