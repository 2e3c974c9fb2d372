#include "facts/files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "facts/utf8.hpp"

namespace ipcbench::facts {

namespace fs = std::filesystem;

bool Files::exists(const std::string& path) const {
  std::error_code error;
  return fs::exists(root_ + path, error);
}

std::optional<std::string> Files::line(const std::string& path) const {
  std::ifstream file(root_ + path);
  std::string line;
  std::getline(file, line);
  return line.empty() ? std::nullopt : std::optional(utf8(line));
}

std::optional<long long> Files::integer(const std::string& path) const {
  std::ifstream file(root_ + path);
  long long value = 0;
  return file >> value ? std::optional(value) : std::nullopt;
}

std::vector<std::string> Files::lines(const std::string& path) const {
  std::ifstream file(root_ + path);
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);) all.push_back(utf8(line));
  return all;
}

std::vector<std::string> Files::words(const std::string& path) const {
  std::ifstream file(root_ + path);
  std::vector<std::string> all;
  for (std::string word; file >> word;) all.push_back(utf8(word));
  return all;
}

std::vector<std::string> Files::names(const std::string& folder) const {
  std::vector<std::string> all;
  std::error_code error;
  for (fs::directory_iterator entry(root_ + folder, error), end; !error && entry != end; entry.increment(error)) {
    all.push_back(utf8(entry->path().filename().string()));
  }
  std::ranges::sort(all);
  return all;
}

std::optional<std::string> Files::link(const std::string& path) const {
  std::error_code error;
  const auto target = fs::read_symlink(root_ + path, error);
  return error ? std::nullopt : std::optional(utf8(target.string()));
}

std::optional<long long> Files::value_of(const std::string& path, const std::string& key) const {
  for (const std::string& line : lines(path)) {
    if (!line.starts_with(key) || line.size() == key.size()) continue;
    if (line[key.size()] != ' ' && line[key.size()] != ':') continue;
    std::istringstream rest(line.substr(key.size() + 1));
    if (long long value = 0; rest >> value) return value;
  }
  return std::nullopt;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::istringstream stream(text);
  std::vector<std::string> parts;
  for (std::string part; std::getline(stream, part, separator);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace ipcbench::facts
