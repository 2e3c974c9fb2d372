#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include <fstream>

#include "digest.hpp"
#include "facts/facts.hpp"
#include "os/cpus.hpp"

namespace ipcbench {
namespace {

using nlohmann::ordered_json;

/// The soft limit of this process; "unlimited" where there is none.
ordered_json rlimit_of(__rlimit_resource_t resource) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return "unlimited";
  return limit.rlim_cur;
}

ordered_json dev_shm_bytes(std::vector<Warning>& warnings) {
  struct statvfs file_system {};
  if (::statvfs("/dev/shm", &file_system) != 0) {
    return facts::unknown(warnings, "dev_shm_bytes", "/dev/shm is not there");
  }
  return file_system.f_blocks * file_system.f_frsize;
}

ordered_json limits(std::vector<Warning>& warnings) {
  ordered_json all;
  const std::pair<const char*, const char*> sysctls[] = {{"pipe_max_bytes", "/proc/sys/fs/pipe-max-size"},
                                                         {"mqueue_msg_max", "/proc/sys/fs/mqueue/msg_max"},
                                                         {"mqueue_msgsize_max", "/proc/sys/fs/mqueue/msgsize_max"},
                                                         {"sysv_msgmax", "/proc/sys/kernel/msgmax"},
                                                         {"sysv_msgmnb", "/proc/sys/kernel/msgmnb"},
                                                         {"sysv_shmmax", "/proc/sys/kernel/shmmax"},
                                                         {"wmem_max", "/proc/sys/net/core/wmem_max"},
                                                         {"rmem_max", "/proc/sys/net/core/rmem_max"}};
  for (const auto& [key, path] : sysctls) {
    // As text where it exceeds 63 bits, as shmmax does by default.
    const ordered_json value = facts::text_of(path, warnings, key);
    const bool fits = value.is_string() && value.get_ref<const std::string&>().size() < 19;
    all[key] = fits ? facts::integer_of(path, warnings, key) : value;
  }
  all["rlimit_nofile"] = rlimit_of(RLIMIT_NOFILE);
  all["rlimit_msgqueue_bytes"] = rlimit_of(RLIMIT_MSGQUEUE);
  all["rlimit_memlock_bytes"] = rlimit_of(RLIMIT_MEMLOCK);
  all["dev_shm_bytes"] = dev_shm_bytes(warnings);
  return all;
}

ordered_json os_name(std::vector<Warning>& warnings) {
  std::ifstream release("/etc/os-release");
  for (std::string line; std::getline(release, line);) {
    if (line.starts_with("PRETTY_NAME=\"")) return line.substr(13, line.size() - 14);
  }
  return facts::unknown(warnings, "os", "/etc/os-release gives no PRETTY_NAME");
}

}  // namespace

ordered_json environment_facts(std::vector<Warning>& warnings) {
  utsname system{};
  ::uname(&system);
  ordered_json environment;
  environment["kernel"] = system.release;
  environment["os"] = os_name(warnings);
  environment["governor"] =
      facts::text_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", warnings, "governor");
  environment["clocksource"] =
      facts::text_of("/sys/devices/system/clocksource/clocksource0/current_clocksource", warnings, "clocksource");
  environment["thp"] = facts::chosen_of("/sys/kernel/mm/transparent_hugepage/enabled", warnings, "thp");
  environment["thp_shmem"] =
      facts::chosen_of("/sys/kernel/mm/transparent_hugepage/shmem_enabled", warnings, "thp_shmem");
  environment["allowed_cpus"] = os::allowed_cpus();
  environment["limits"] = limits(warnings);
  environment["load_before"] = load_average();
  environment["load_after"] = nullptr;
  return environment;
}

ordered_json load_average() {
  std::ifstream file("/proc/loadavg");
  double one = 0, five = 0, fifteen = 0;
  if (!(file >> one >> five >> fifteen)) return nullptr;
  return {one, five, fifteen};
}

std::string environment_id(const ordered_json& environment) {
  ordered_json identifying = environment;
  identifying.erase("load_before");
  identifying.erase("load_after");
  return sha256(nlohmann::json(identifying).dump()).substr(0, 16);
}

}  // namespace ipcbench
