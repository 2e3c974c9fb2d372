#include <sys/utsname.h>

#include <algorithm>
#include <string_view>

#include "facts/facts.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

// From Documentation/admin-guide/kernel-parameters.txt: scheduling, ticks, clocks, power, memory, mitigations.
constexpr auto timing_names =
    "isolcpus nohz nohz_full rcu_nocbs rcu_nocb_poll irqaffinity kthread_cpus threadirqs preempt skew_tick "
    "highres hpet tsc clocksource lapic nmi_watchdog nowatchdog nosoftlockup audit maxcpus nr_cpus "
    "possible_cpus nosmt noht numa numa_balancing idle intel_idle.max_cstate processor.max_cstate cpuidle.off "
    "cpuidle.governor cpufreq.off cpufreq.default_governor intel_pstate amd_pstate hugepages hugepagesz "
    "default_hugepagesz hugetlb_cma transparent_hugepage transparent_hugepage_shmem "
    "transparent_hugepage_tmpfs thp_anon thp_shmem mem init_on_alloc init_on_free page_poison slub_debug "
    "mitigations pti nopti kpti nospectre_v1 nospectre_v2 spectre_v2 spectre_v2_user "
    "spec_store_bypass_disable l1tf mds tsx tsx_async_abort mmio_stale_data retbleed srbds "
    "gather_data_sampling reg_file_data_sampling spec_rstack_overflow indirect_target_selection vmscape iommu";

/// Linux takes '-' for '_' in names.
std::string plain_name(std::string_view word) {
  std::string name(word.substr(0, word.find('=')));
  std::ranges::replace(name, '-', '_');
  return name;
}

/// Nothing that could be a path, a host or an address.
bool harmless(std::string_view word) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=,.:+-";
  constexpr std::size_t longest = 120;
  return word.size() <= longest && word.find_first_not_of(letters) == std::string_view::npos;
}

/// Linux's kind of preemption, as it says in its version ("#1 SMP PREEMPT_DYNAMIC Debian …").
std::string preemption() {
  utsname system{};
  ::uname(&system);
  for (const std::string& word : split(system.version)) {
    if (word.starts_with("PREEMPT")) return word;
  }
  return "none";
}

ordered_json vulnerabilities(const Files& files, std::vector<Warning>& warnings) {
  const std::string folder = "/sys/devices/system/cpu/vulnerabilities";
  ordered_json all = ordered_json::object();
  for (const std::string& name : files.names(folder)) {
    if (const auto line = files.line(folder + "/" + name)) all[name] = *line;
  }
  if (!all.empty()) return all;
  return unknown(warnings, "vulnerabilities", folder + " is empty");
}

}  // namespace

std::vector<std::string> timing_flags(const std::string& command_line) {
  const std::vector<std::string> names = split(timing_names);
  std::vector<std::string> flags;
  for (const std::string& word : split(command_line)) {
    if (word == "--") break;  // what follows is for init
    if (std::ranges::find(names, plain_name(word)) != names.end() && harmless(word)) flags.push_back(word);
  }
  return flags;
}

void add_linux(const Files& files, ordered_json& environment, std::vector<Warning>& warnings) {
  environment["preemption"] = preemption();
  const auto command_line = files.line("/proc/cmdline");
  environment["kernel_flags"] = command_line ? ordered_json(timing_flags(*command_line))
                                             : unknown(warnings, "kernel_flags", "/proc/cmdline cannot be read");
  environment["vulnerabilities"] = vulnerabilities(files, warnings);
  environment["microcode"] = nullptr;
  for (const std::string& line : files.lines("/proc/cpuinfo")) {
    if (line.starts_with("microcode")) environment["microcode"] = split(line).back();
    if (line.empty() || !environment["microcode"].is_null()) break;
  }
  if (environment["microcode"].is_null()) unknown(warnings, "microcode", "/proc/cpuinfo does not give it");
  environment["smt"] = text_of(files, "/sys/devices/system/cpu/smt/control", warnings, "smt");
}

}  // namespace ipcbench::facts
