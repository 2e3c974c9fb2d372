#include "os/process_state.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "ipcbench/waiting.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"

namespace ipcbench::os {

ProcessState::ProcessState(int pid)
    : stat_(::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC)) {}

bool ProcessState::is_asleep() const {
  std::array<char, 128> text;  // the state comes third, behind a name of at most 16 characters
  const ssize_t count = ::pread(stat_.get(), text.data(), text.size(), 0);
  if (count <= 0) return false;
  const std::string_view line(text.data(), static_cast<std::size_t>(count));
  const auto end_of_name = line.rfind(") ");
  return end_of_name != std::string_view::npos && line.substr(end_of_name + 2).starts_with("S ");
}

void ProcessState::wait_until_asleep(long patience_ns) const {
  const auto give_up = now_ns() + patience_ns;
  while (!is_asleep() && now_ns() < give_up) {
    check_wait();
    if (stat_.get() < 0) return;
    if (shares_one_cpu()) ::sched_yield();
  }
}

}  // namespace ipcbench::os
