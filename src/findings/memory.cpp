#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

using nlohmann::ordered_json;
using Entries = std::vector<PlainEntry>;

std::string text(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::set<std::string> rows_for(const Entries& entries, auto holds) {
  std::set<std::string> names;
  for (const PlainEntry& entry : entries) {
    if (holds(entry)) names.insert(entry.row);
  }
  return names;
}

bool is_memory(std::string_view file_system) {
  constexpr std::array<std::string_view, 4> kept_in_memory{"tmpfs", "ramfs", "devtmpfs", "hugetlbfs"};
  return std::ranges::find(kept_in_memory, file_system) != kept_in_memory.end();
}

/// Where thp_shmem is "force", shared memory gets huge pages, too. Its other words are not for /dev/shm, whose mount
/// has an option of its own.
void add_thp(const ordered_json& environment, const Entries& entries, std::vector<Warning>& found) {
  if (text(environment, "thp") != "always" || text(environment, "thp_shmem") == "force") return;
  constexpr std::size_t usual_bytes = std::size_t{2} << 20;
  const auto known = environment.find("huge_page_bytes");
  const std::size_t huge = known != environment.end() && known->is_number() ? known->get<std::size_t>() : usual_bytes;
  const auto that_land = [&](const char* where) {
    return rows_for(entries, [&](const PlainEntry& entry) { return entry.lands == where && entry.bytes >= huge; });
  };
  const auto favoured = that_land("private");
  if (favoured.empty() || that_land("shared").empty()) return;
  found.push_back({"thp_always",
                   "transparent huge pages are on for all private memory and not for shared memory: it favours the "
                   "rows whose matrix lands in private memory. Try: "
                   "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled",
                   "may_change_ranking",
                   {favoured.begin(), favoured.end()}});
}

void add_dev_shm(const ordered_json& environment, const Entries& entries, std::vector<Warning>& found) {
  const std::string file_system = text(environment, "dev_shm_file_system");
  if (file_system.empty() || is_memory(file_system)) return;
  const auto rows = rows_for(
      entries, [](const PlainEntry& entry) { return !entry.file_system.empty() && !is_memory(entry.file_system); });
  found.push_back({"dev_shm_on_disk",
                   "/dev/shm lies on " + file_system +
                       ", not in memory: what is shared there is as slow as the page cache of a disk. Try: "
                       "sudo mount -t tmpfs tmpfs /dev/shm",
                   "may_change_ranking",
                   {rows.begin(), rows.end()}});
}

}  // namespace

std::vector<Warning> about_memory(const ordered_json& environment, const Entries& entries) {
  std::vector<Warning> found;
  add_thp(environment, entries, found);
  add_dev_shm(environment, entries, found);
  return found;
}

}  // namespace ipcbench::findings
