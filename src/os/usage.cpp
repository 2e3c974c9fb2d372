#include "os/usage.hpp"

#include <sys/resource.h>
#include <time.h>

#include <string>

#include "ipcbench/errors.hpp"
#include "os/fd.hpp"

namespace ipcbench::os {

std::int64_t cpu_time_ns(int pid) {
  constexpr std::int64_t ns_per_second = 1'000'000'000;
  clockid_t clock{};
  const std::string tried = "the CPU time of process " + std::to_string(pid);
  if (const int error = ::clock_getcpuclockid(pid, &clock); error != 0) throw SystemError(tried, error);
  timespec time{};
  checked(::clock_gettime(clock, &time), tried);
  return time.tv_sec * ns_per_second + time.tv_nsec;
}

Usage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {used.ru_minflt + used.ru_majflt, used.ru_nvcsw, used.ru_nivcsw};
}

Usage operator-(const Usage& later, const Usage& earlier) {
  return {later.page_faults - earlier.page_faults, later.voluntary_switches - earlier.voluntary_switches,
          later.involuntary_switches - earlier.involuntary_switches};
}

}  // namespace ipcbench::os
