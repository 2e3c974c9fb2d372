#include <algorithm>

#include "facts/cgroup.hpp"
#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

/// Whether the process sees the machine's own processes and host name. The inode numbers are fixed in Linux
/// (include/linux/proc_ns.h). An image of a container that was booted as a machine keeps its marks, but not these.
bool in_first_namespaces(const Files& files) {
  return files.link("/proc/self/ns/pid") == "pid:[4026531836]" && files.link("/proc/self/ns/uts") == "uts:[4026531838]";
}

/// What made the container, by the marks that it leaves inside; "none" outside.
std::string container(const Files& files) {
  if (in_first_namespaces(files)) return "none";
  if (const auto manager = files.line("/run/systemd/container")) return *manager;
  if (files.exists("/run/.containerenv")) return "podman";
  if (files.exists("/.dockerenv")) return "docker";
  for (const std::string& line : files.lines("/proc/1/cgroup")) {
    for (const char* name : {"kubepods", "docker", "libpod", "lxc"}) {
      if (line.find(name) != std::string::npos) return name;
    }
  }
  return "none";
}

/// Microsoft names its Linux "5.15.90.1-microsoft-standard-WSL2".
ordered_json wsl(const Files& files, std::vector<Warning>& warnings) {
  const auto release = files.line("/proc/sys/kernel/osrelease");
  if (!release) return unknown(warnings, "wsl", "/proc/sys/kernel/osrelease cannot be read");
  return lower(*release).find("microsoft") != std::string::npos;
}

}  // namespace

void add_confinement(const Files& files, ordered_json& environment, std::vector<Warning>& warnings) {
  environment["container"] = container(files);
  environment["wsl"] = wsl(files, warnings);
  const auto version = cgroup_version(files);
  const auto quota = cpu_quota(files);
  environment["cgroup_version"] = or_null(version);
  environment["cpu_quota"] = quota ? ordered_json(quota->cpus) : version ? ordered_json("none") : ordered_json(nullptr);
  if (!version) warn_unknown(warnings, {"cgroup_version", "cpu_quota"}, "no control groups are mounted");
}

}  // namespace ipcbench::facts
