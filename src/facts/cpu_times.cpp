#include "facts/cpu_times.hpp"

#include <unistd.h>

#include <cctype>

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
    const std::string number = fields[0].substr(3);
    if (number.empty() || fields.size() <= steal) continue;
    if (!cpus.empty() && !cpus.contains(std::atoi(number.c_str()))) continue;
    if (!sum) sum.emplace();
    ++sum->cpus;
    for (const std::size_t field : {user, nice, system}) sum->busy_ns += std::atoll(fields[field].c_str()) * tick_ns;
    sum->steal_ns += std::atoll(fields[steal].c_str()) * tick_ns;
  }
  return sum;
}

std::optional<int> last_cpu(const Files& files, int pid) {
  const std::string line = files.line("/proc/" + std::to_string(pid) + "/stat").value_or("");
  const auto end_of_name = line.rfind(") ");  // a name may hold spaces and parentheses
  if (end_of_name == std::string::npos) return std::nullopt;
  const auto fields = split(line.substr(end_of_name + 2));
  constexpr std::size_t processor = 36;  // the 39th of all fields; the first of these is the third
  return fields.size() > processor ? std::optional(std::atoi(fields[processor].c_str())) : std::nullopt;
}

std::vector<int> children(const Files& files, int pid) {
  const std::string parent = std::to_string(pid);
  std::vector<int> pids;
  for (const std::string& word : files.words("/proc/" + parent + "/task/" + parent + "/children"))
    pids.push_back(std::atoi(word.c_str()));
  return pids;
}

}  // namespace ipcbench::facts
