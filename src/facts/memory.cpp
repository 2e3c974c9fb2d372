#include "facts/facts.hpp"

namespace ipcbench::facts {

void add_memory(const Files& files, nlohmann::ordered_json& environment, std::vector<Warning>& warnings) {
  const std::string thp = "/sys/kernel/mm/transparent_hugepage/";
  environment["thp"] = chosen_of(files, thp + "enabled", warnings, "thp");
  environment["thp_shmem"] = chosen_of(files, thp + "shmem_enabled", warnings, "thp_shmem");
  environment["thp_defrag"] = chosen_of(files, thp + "defrag", warnings, "thp_defrag");
  environment["huge_page_bytes"] = meminfo_bytes(files, "Hugepagesize", warnings, "huge_page_bytes");
  const auto pages = files.value_of("/proc/meminfo", "HugePages_Total");
  environment["huge_pages"] =
      pages ? nlohmann::ordered_json(*pages) : unknown(warnings, "huge_pages", "/proc/meminfo does not give it");
  environment["swap_bytes"] = meminfo_bytes(files, "SwapTotal", warnings, "swap_bytes");
}

}  // namespace ipcbench::facts
