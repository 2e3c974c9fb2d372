#include <sys/resource.h>
#include <sys/statvfs.h>

#include <array>
#include <utility>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

using NameAndPath = std::pair<const char*, const char*>;
constexpr std::array sysctls{
    NameAndPath{"pipe_max_bytes", "/proc/sys/fs/pipe-max-size"},
    NameAndPath{"pipe_user_pages_soft", "/proc/sys/fs/pipe-user-pages-soft"},
    NameAndPath{"mqueue_queues_max", "/proc/sys/fs/mqueue/queues_max"},
    NameAndPath{"mqueue_msg_max", "/proc/sys/fs/mqueue/msg_max"},
    NameAndPath{"mqueue_msgsize_max", "/proc/sys/fs/mqueue/msgsize_max"},
    NameAndPath{"sysv_msgmax", "/proc/sys/kernel/msgmax"},
    NameAndPath{"sysv_msgmnb", "/proc/sys/kernel/msgmnb"},
    NameAndPath{"sysv_msgmni", "/proc/sys/kernel/msgmni"},
    NameAndPath{"sysv_shmmni", "/proc/sys/kernel/shmmni"},
    NameAndPath{"sysv_shmmax", "/proc/sys/kernel/shmmax"},
    NameAndPath{"sysv_shmall_pages", "/proc/sys/kernel/shmall"},
    NameAndPath{"wmem_max", "/proc/sys/net/core/wmem_max"},
    NameAndPath{"rmem_max", "/proc/sys/net/core/rmem_max"},
    NameAndPath{"wmem_default", "/proc/sys/net/core/wmem_default"},
    NameAndPath{"rmem_default", "/proc/sys/net/core/rmem_default"},
    NameAndPath{"tcp_wmem", "/proc/sys/net/ipv4/tcp_wmem"},
    NameAndPath{"tcp_rmem", "/proc/sys/net/ipv4/tcp_rmem"},
    NameAndPath{"unix_dgram_qlen", "/proc/sys/net/unix/max_dgram_qlen"},
};

/// The soft limit of this process; "unlimited" where there is none.
ordered_json rlimit_of(auto resource) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return "unlimited";
  return limit.rlim_cur;
}

ordered_json dev_shm_bytes(std::vector<Warning>& warnings) {
  struct statvfs file_system {};
  if (::statvfs("/dev/shm", &file_system) != 0) return unknown(warnings, "dev_shm_bytes", "/dev/shm is not there");
  return file_system.f_blocks * file_system.f_frsize;
}

/// An integer; text where it exceeds 63 bits, as shmmax does by default, or where there are several; or null.
ordered_json sysctl(const Files& files, const std::string& path) {
  const auto line = files.line(path);
  if (!line) return nullptr;
  const bool fits = line->size() < 19 && line->find_first_not_of("0123456789") == std::string::npos;
  return fits ? ordered_json(std::stoll(*line)) : ordered_json(*line);
}

}  // namespace

ordered_json limits(const Files& files, std::vector<Warning>& warnings) {
  ordered_json all;
  std::vector<std::string> missing;
  for (const auto& [key, path] : sysctls) {
    all[key] = sysctl(files, path);
    if (all[key].is_null()) missing.emplace_back(key);
  }
  if (!missing.empty()) warn_unknown(warnings, missing, "/proc/sys does not give it");
  all["rlimit_nofile"] = rlimit_of(RLIMIT_NOFILE);
  all["rlimit_msgqueue_bytes"] = rlimit_of(RLIMIT_MSGQUEUE);
  all["rlimit_memlock_bytes"] = rlimit_of(RLIMIT_MEMLOCK);
  all["dev_shm_bytes"] = dev_shm_bytes(warnings);
  return all;
}

}  // namespace ipcbench::facts
