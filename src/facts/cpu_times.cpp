#include "facts/cpu_times.hpp"

#include <unistd.h>

#include "os/integers.hpp"

namespace ipcbench::facts {

std::optional<CpuTimes> cpu_times(const Files& files, const std::set<int>& cpus) {
  constexpr std::int64_t ns_per_second = 1'000'000'000;
  const std::int64_t tick_ns = ns_per_second / ::sysconf(_SC_CLK_TCK);
  // proc_stat(5): the name, then user nice system idle iowait irq softirq steal.
  constexpr std::size_t user = 1, nice = 2, system = 3, steal = 8;
  std::optional<CpuTimes> sum;
  for (const std::string& line : files.lines("/proc/stat")) {
    if (!line.starts_with("cpu")) break;
    const auto fields = split(line);
    const auto number = os::integer<int>(fields[0].substr(3));  // the first line is of all CPUs
    if (!number || fields.size() <= steal) continue;
    if (!cpus.empty() && !cpus.contains(*number)) continue;
    if (!sum) sum.emplace();
    ++sum->cpus;
    for (const std::size_t field : {user, nice, system})
      sum->busy_ns += os::integer(fields[field]).value_or(0) * tick_ns;
    sum->steal_ns += os::integer(fields[steal]).value_or(0) * tick_ns;
  }
  return sum;
}

std::optional<int> last_cpu(const Files& files, int pid) {
  const std::string line = files.line("/proc/" + std::to_string(pid) + "/stat").value_or("");
  const auto end_of_name = line.rfind(") ");  // a name may hold spaces and parentheses
  if (end_of_name == std::string::npos) return std::nullopt;
  const auto fields = split(line.substr(end_of_name + 2));
  constexpr std::size_t processor = 36;  // the 39th of all fields; the first of these is the third
  return fields.size() > processor ? os::integer<int>(fields[processor]) : std::nullopt;
}

std::vector<int> children(const Files& files, int pid) {
  const std::string parent = std::to_string(pid);
  std::vector<int> pids;
  for (const std::string& word : files.words("/proc/" + parent + "/task/" + parent + "/children")) {
    if (const auto child = os::integer<int>(word)) pids.push_back(*child);
  }
  return pids;
}

}  // namespace ipcbench::facts
