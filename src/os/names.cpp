#include "os/names.hpp"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <system_error>
#include <utility>

#include "ipcbench/errors.hpp"

namespace ipcbench::os {
namespace {

namespace fs = std::filesystem;

std::string run_token;

std::string stem(const std::string& token) { return token.empty() ? "/ipcbench-" : "/ipcbench-" + token + "-"; }

std::string name_of(const std::string& token, int pid, int count) {
  return stem(token) + std::to_string(pid) + "-" + std::to_string(count);
}

// A key has 32 bits: 20 of them are the token's, the others count.
constexpr unsigned counting_bits = 12;

unsigned token_bits(const std::string& token) {
  return static_cast<unsigned>(std::strtoul(token.c_str(), nullptr, 16)) >> counting_bits;
}

/// A table of /proc/sysvipc and what removes an id from it.
struct SysvTable {
  const char* path;
  void (*remove)(int id);
};
constexpr std::array sysv_tables{
    SysvTable{"/proc/sysvipc/msg", [](int id) { ::msgctl(id, IPC_RMID, nullptr); }},
    SysvTable{"/proc/sysvipc/sem", [](int id) { ::semctl(id, 0, IPC_RMID); }},
    SysvTable{"/proc/sysvipc/shm", [](int id) { ::shmctl(id, IPC_RMID, nullptr); }},
};

/// Calls `found(table, id)` for what bears the token.
template <typename Found>
void for_each_sysv_id(const std::string& token, Found found) {
  for (const SysvTable& table : sysv_tables) {
    std::ifstream lines(table.path);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream fields(line);
      int key = 0, id = 0;
      if (!(fields >> key >> id) || key == IPC_PRIVATE) continue;  // the heading has no numbers
      if (static_cast<unsigned>(key) >> counting_bits == token_bits(token)) found(table, id);
    }
  }
}

void remove_files(const fs::path& folder, const std::string& token) {
  std::error_code error;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
    if (file->path().filename().string().starts_with(stem(token).substr(1))) ::unlink(file->path().c_str());
  }
}

}  // namespace

std::string new_run_token() {
  std::random_device random;
  for (;;) {
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%08x", static_cast<unsigned>(random()));
    bool taken = token_bits(text.data()) == 0;  // it would make IPC_PRIVATE of the key 0
    for_each_sysv_id(text.data(), [&](const SysvTable&, int) { taken = true; });
    if (!taken) return text.data();
  }
}

void set_run_token(const std::string& token) { run_token = token; }

std::string unique_name() {
  static int counter = 0;
  return name_of(run_token, ::getpid(), counter++);
}

key_t unique_sysv_key() {
  static unsigned counter = 0;
  if (run_token.empty()) return IPC_PRIVATE;
  constexpr unsigned most = 1U << counting_bits;
  return static_cast<key_t>(token_bits(run_token) << counting_bits | counter++ % most);
}

std::string temporary_path(const std::string& suffix) {
  std::error_code error;
  const auto folder = fs::temp_directory_path(error);
  const char* const mend = "TMPDIR=a folder that is there and that you may write to";
  if (error) throw SystemError("find the folder for temporary files", error.value(), mend);
  return folder.string() + unique_name() + suffix;
}

std::string quoted_name(const std::string& path) {
  const auto name = path.substr(path.rfind('/'));
  return "\"" + (path == "/tmp" + name ? path : "$TMPDIR" + name) + "\"";
}

std::string shared_memory_path(const std::string& name) { return "/dev/shm" + name; }

NameToUnlink::~NameToUnlink() { ::unlink(path_.c_str()); }

void remove_leftovers(const std::string& token, int pid) {
  std::error_code error;
  remove_files("/dev/shm", token);
  if (const auto folder = fs::temp_directory_path(error); !error) remove_files(folder, token);
  // Queues can be listed only where their file system is mounted; a process makes few of them.
  constexpr int most_queues = 100;
  for (int count = 0; count < most_queues; ++count) ::mq_unlink(name_of(token, pid, count).c_str());
  for_each_sysv_id(token, [](const SysvTable& table, int id) { table.remove(id); });
}

}  // namespace ipcbench::os
