#include "facts/cgroup.hpp"

#include <algorithm>

namespace ipcbench::facts {
namespace {

/// Where a controller's groups are.
struct Mount {
  int version = 0;
  std::string folder;
  std::string top;  // the group that the folder shows; "/" unless this is a container
};

bool names(const std::string& list, const char* controller) {
  const auto words = split(list, ',');
  return std::ranges::find(words, controller) != words.end();
}

/// The mount in one line of mountinfo (proc_pid_mountinfo(5)).
std::optional<Mount> mount_in(const std::string& line, const char* controller) {
  const auto dash = line.find(" - ");
  const auto fields = split(line);
  if (dash == std::string::npos || fields.size() < 5) return std::nullopt;
  const auto of_type = split(line.substr(dash + 3));
  if (of_type.empty()) return std::nullopt;
  if (of_type[0] == "cgroup2") return Mount{2, fields[4], fields[3]};
  if (of_type[0] == "cgroup" && names(of_type.back(), controller)) return Mount{1, fields[4], fields[3]};
  return std::nullopt;
}

/// The group in one line of /proc/self/cgroup ("4:cpu,cpuacct:/docker/…" or "0::/…") if it is of that version.
std::optional<std::string> group_in(const std::string& line, int version, const char* controller) {
  const auto first = line.find(':');
  const auto second = line.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  const std::string controllers = line.substr(first + 1, second - first - 1);
  const bool same = version == 2 ? line.starts_with("0::") : names(controllers, controller);
  return same ? std::optional(line.substr(second + 1)) : std::nullopt;
}

std::optional<Mount> find_mount(const Files& files, const char* controller) {
  std::optional<Mount> found;
  for (const std::string& line : files.lines("/proc/self/mountinfo")) {
    const auto mount = mount_in(line, controller);
    // Both versions may be mounted; then the controller is where version 1 names it.
    if (mount && (!found || mount->version < found->version)) found = mount;
  }
  return found;
}

/// The folder of this process's own group.
std::string own_folder(const Files& files, const Mount& mount, const char* controller) {
  for (const std::string& line : files.lines("/proc/self/cgroup")) {
    const auto group = group_in(line, mount.version, controller);
    if (!group) continue;
    const bool below_top = mount.top != "/" && (*group + "/").starts_with(mount.top + "/");
    return mount.folder + (below_top ? group->substr(mount.top.size()) : *group);
  }
  return mount.folder;
}

/// The folders of this process's group and of those above it, up to the mount. One that is not shown here has no files,
/// and no say.
std::vector<std::string> folders_above(const Files& files, const Mount& mount, const char* controller) {
  std::vector<std::string> folders;
  std::string folder = own_folder(files, mount, controller);
  for (;;) {
    folders.push_back(folder);
    const auto slash = folder.rfind('/');
    if (slash == std::string::npos || slash < mount.folder.size()) return folders;
    folder.resize(slash);
  }
}

/// CPUs that one group allows; nullopt if it sets no limit.
std::optional<double> quota_of(const Files& files, const std::string& folder, int version) {
  if (version == 1) {
    const auto quota = files.integer(folder + "/cpu.cfs_quota_us");
    const auto period = files.integer(folder + "/cpu.cfs_period_us");
    if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
    return static_cast<double>(*quota) / static_cast<double>(*period);
  }
  const auto words = files.words(folder + "/cpu.max");
  if (words.size() != 2 || words[0] == "max") return std::nullopt;
  const double period = std::strtod(words[1].c_str(), nullptr);
  return period > 0 ? std::optional(std::strtod(words[0].c_str(), nullptr) / period) : std::nullopt;
}

/// What one group leaves of its memory: pages of files that nobody uses go when memory is wanted.
std::optional<std::int64_t> memory_left_of(const Files& files, const std::string& folder, int version) {
  const bool second = version == 2;
  const auto limit = files.integer(folder + (second ? "/memory.max" : "/memory.limit_in_bytes"));  // or "max"
  const auto used = files.integer(folder + (second ? "/memory.current" : "/memory.usage_in_bytes"));
  if (!limit || !used) return std::nullopt;
  const auto idle = files.value_of(folder + "/memory.stat", second ? "inactive_file" : "total_inactive_file");
  return std::max<std::int64_t>(*limit - *used + idle.value_or(0), 0);
}

}  // namespace

std::optional<int> cgroup_version(const Files& files) {
  const auto mount = find_mount(files, "cpu");
  return mount ? std::optional(mount->version) : std::nullopt;
}

std::optional<CpuQuota> cpu_quota(const Files& files) {
  const auto mount = find_mount(files, "cpu");
  if (!mount) return std::nullopt;
  std::optional<CpuQuota> tightest;
  for (const std::string& folder : folders_above(files, *mount, "cpu")) {
    const auto cpus = quota_of(files, folder, mount->version);
    if (cpus && (!tightest || *cpus < tightest->cpus)) tightest = CpuQuota{*cpus, folder + "/cpu.stat"};
  }
  return tightest;
}

std::optional<MemoryLeft> memory_left(const Files& files) {
  const auto mount = find_mount(files, "memory");
  if (!mount) return std::nullopt;
  std::optional<MemoryLeft> tightest;
  for (const std::string& folder : folders_above(files, *mount, "memory")) {
    const auto bytes = memory_left_of(files, folder, mount->version);
    if (bytes && (!tightest || *bytes < tightest->bytes)) tightest = MemoryLeft{*bytes, folder};
  }
  return tightest;
}

std::optional<std::int64_t> throttled_ns(const Files& files, const CpuQuota& quota) {
  constexpr std::int64_t ns_per_us = 1000;
  if (const auto us = files.value_of(quota.stat_path, "throttled_usec")) return *us * ns_per_us;
  if (const auto ns = files.value_of(quota.stat_path, "throttled_time")) return *ns;
  return std::nullopt;
}

}  // namespace ipcbench::facts
