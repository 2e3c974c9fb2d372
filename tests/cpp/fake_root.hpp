/// A folder that stands in for /proc and /sys.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "facts/files.hpp"

namespace ipcbench::test {

class FakeRoot {
 public:
  FakeRoot() {
    static int counter = 0;
    const std::string name = "ipcbench-root-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    folder_ = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(folder_);
  }
  ~FakeRoot() { std::filesystem::remove_all(folder_); }
  FakeRoot(const FakeRoot&) = delete;
  FakeRoot& operator=(const FakeRoot&) = delete;

  FakeRoot& write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(in(path).parent_path());
    std::ofstream(in(path)) << text << '\n';
    return *this;
  }
  FakeRoot& link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories(in(path).parent_path());
    std::filesystem::create_symlink(target, in(path));
    return *this;
  }
  facts::Files files() const { return facts::Files(folder_.string()); }

 private:
  std::filesystem::path in(const std::string& path) const { return folder_.string() + path; }

  std::filesystem::path folder_;
};

}  // namespace ipcbench::test
