#include "facts/cgroup.hpp"

#include <algorithm>

namespace ipcbench::facts {
namespace {

/// Where the cpu controller's groups are.
struct Mount {
  int version = 0;
  std::string folder;
  std::string top;  // the group that the folder shows; "/" unless this is a container
};

bool names_cpu(const std::string& list) {
  const auto names = split(list, ',');
  return std::ranges::find(names, "cpu") != names.end();
}

/// The mount in one line of mountinfo (proc_pid_mountinfo(5)).
std::optional<Mount> cpu_mount(const std::string& line) {
  const auto dash = line.find(" - ");
  const auto fields = split(line);
  if (dash == std::string::npos || fields.size() < 5) return std::nullopt;
  const auto of_type = split(line.substr(dash + 3));
  if (of_type.empty()) return std::nullopt;
  if (of_type[0] == "cgroup2") return Mount{2, fields[4], fields[3]};
  if (of_type[0] == "cgroup" && names_cpu(of_type.back())) return Mount{1, fields[4], fields[3]};
  return std::nullopt;
}

/// The group in one line of /proc/self/cgroup ("4:cpu,cpuacct:/docker/…" or "0::/…") if it is of that version.
std::optional<std::string> group_in(const std::string& line, int version) {
  const auto first = line.find(':');
  const auto second = line.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  const std::string controllers = line.substr(first + 1, second - first - 1);
  const bool same = version == 2 ? line.starts_with("0::") : names_cpu(controllers);
  return same ? std::optional(line.substr(second + 1)) : std::nullopt;
}

std::optional<Mount> find_mount(const Files& files) {
  std::optional<Mount> found;
  for (const std::string& line : files.lines("/proc/self/mountinfo")) {
    const auto mount = cpu_mount(line);
    // Both versions may be mounted; then the cpu controller is where version 1 names it.
    if (mount && (!found || mount->version < found->version)) found = mount;
  }
  return found;
}

/// The folder of this process's own group.
std::string own_folder(const Files& files, const Mount& mount) {
  for (const std::string& line : files.lines("/proc/self/cgroup")) {
    const auto group = group_in(line, mount.version);
    if (!group) continue;
    const bool below_top = mount.top != "/" && group->starts_with(mount.top);
    return mount.folder + (below_top ? group->substr(mount.top.size()) : *group);
  }
  return mount.folder;
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

}  // namespace

std::optional<int> cgroup_version(const Files& files) {
  const auto mount = find_mount(files);
  return mount ? std::optional(mount->version) : std::nullopt;
}

std::optional<CpuQuota> cpu_quota(const Files& files) {
  const auto mount = find_mount(files);
  if (!mount) return std::nullopt;
  std::optional<CpuQuota> tightest;
  std::string folder = own_folder(files, *mount);
  // Upwards to the mount; a group that is not shown here has no files, and no say.
  for (;;) {
    const auto cpus = quota_of(files, folder, mount->version);
    if (cpus && (!tightest || *cpus < tightest->cpus)) tightest = CpuQuota{*cpus, folder + "/cpu.stat"};
    const auto slash = folder.rfind('/');
    if (slash == std::string::npos || slash < mount->folder.size()) return tightest;
    folder.resize(slash);
  }
}

std::optional<std::int64_t> throttled_ns(const Files& files, const CpuQuota& quota) {
  constexpr std::int64_t ns_per_us = 1000;
  if (const auto us = files.value_of(quota.stat_path, "throttled_usec")) return *us * ns_per_us;
  if (const auto ns = files.value_of(quota.stat_path, "throttled_time")) return *ns;
  return std::nullopt;
}

}  // namespace ipcbench::facts
