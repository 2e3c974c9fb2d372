#include "os/usage.hpp"

#include <sys/resource.h>
#include <time.h>

namespace ipcbench::os {

Usage usage() {
  constexpr std::int64_t ns_per_second = 1'000'000'000;
  timespec cpu{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {cpu.tv_sec * ns_per_second + cpu.tv_nsec, used.ru_minflt + used.ru_majflt, used.ru_nvcsw, used.ru_nivcsw};
}

Usage operator-(const Usage& later, const Usage& earlier) {
  return {later.cpu_ns - earlier.cpu_ns, later.page_faults - earlier.page_faults,
          later.voluntary_switches - earlier.voluntary_switches,
          later.involuntary_switches - earlier.involuntary_switches};
}

}  // namespace ipcbench::os
