#include <algorithm>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

/// The type of the file system of a folder, by the mounts that this process sees: that of the longest mount point above
/// it, the last one where there are several (proc_pid_mountinfo(5)).
std::optional<std::string> file_system_of(const Files& files, const std::string& folder) {
  constexpr std::size_t mount_point = 4;
  std::optional<std::string> found;
  std::size_t longest = 0;
  for (const std::string& line : files.lines("/proc/self/mountinfo")) {
    const auto fields = split(line);
    const auto dash = std::ranges::find(fields, "-");
    if (fields.size() <= mount_point || fields.end() - dash < 2) continue;
    const std::string& point = fields[mount_point];
    const bool is_above = point == "/" || folder == point || folder.starts_with(point + "/");
    if (!is_above || point.size() < longest) continue;
    longest = point.size();
    found = dash[1];
  }
  return found;
}

}  // namespace

void add_memory(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings) {
  const std::string thp = "/sys/kernel/mm/transparent_hugepage/";
  environment["thp"] = chosen_of(files, thp + "enabled", warnings, "thp");
  environment["thp_shmem"] = chosen_of(files, thp + "shmem_enabled", warnings, "thp_shmem");
  environment["thp_defrag"] = chosen_of(files, thp + "defrag", warnings, "thp_defrag");
  environment["huge_page_bytes"] = meminfo_bytes(files, "Hugepagesize", warnings, "huge_page_bytes");
  const auto pages = files.value_of("/proc/meminfo", "HugePages_Total");
  environment["huge_pages"] =
      pages ? nlohmann::ordered_json(*pages) : unknown(warnings, "huge_pages", "/proc/meminfo does not give it");
  const auto dev_shm = file_system_of(files, "/dev/shm");
  environment["dev_shm_file_system"] =
      dev_shm ? nlohmann::ordered_json(*dev_shm)
              : unknown(warnings, "dev_shm_file_system", "/proc/self/mountinfo does not give it");
  environment["swap_bytes"] = meminfo_bytes(files, "SwapTotal", warnings, "swap_bytes");
}

}  // namespace ipcbench::facts
