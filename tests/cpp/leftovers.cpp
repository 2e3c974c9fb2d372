#include "leftovers.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace ipcbench::test {
namespace {

namespace fs = std::filesystem;

void add_names(const std::string& folder, std::vector<std::string>& all) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) all.push_back(entry.path().string());
}

void add_lines(const std::string& path, std::vector<std::string>& all) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) all.push_back(path + ": " + line.substr(0, 22));
}

}  // namespace

std::vector<std::string> leftovers() {
  std::vector<std::string> all;
  add_names("/dev/shm", all);
  add_names("/dev/mqueue", all);
  for (const char* table : {"msg", "sem", "shm"}) add_lines("/proc/sysvipc/" + std::string(table), all);
  add_names("/proc/self/fd", all);
  add_lines("/proc/thread-self/children", all);
  std::ranges::sort(all);
  return all;
}

}  // namespace ipcbench::test
