// How fast this machine can copy a matrix that one process has just written into memory that another one reads: plain
// loops, nothing around them. What shm_copy_tuned is compared with (docs/transports.md).
//
//     bare_copy [BYTES…]
//
// Prints the median time of each way to copy in milliseconds, and its speed as a share of memcpy's.

#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "channels/copy_method.hpp"

namespace {

using ipcbench::channels::CopyMethod;
constexpr int rounds = 15;

double now_ms() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

void pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

std::span<double> memory(std::size_t bytes) {
  void* const data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) std::abort();
  const std::span<double> entries(static_cast<double*>(data), bytes / sizeof(double));
  std::ranges::fill(entries, 1.0);
  return entries;
}

double sum(std::span<const double> entries) {
  double total = 0;
  for (const double entry : entries) total += entry;
  return total;
}

/// Another process reads all of it on the other CPU, as a consumer does.
void read_elsewhere(std::span<const double> entries) {
  if (fork() == 0) {
    pin_to(1);
    std::_Exit(sum(entries) < 0 ? 1 : 0);
  }
  wait(nullptr);
}

#if defined(__x86_64__)
void rep_movsb(std::span<std::byte> to, std::span<const std::byte> from) {
  auto* destination = to.data();
  const auto* source = from.data();
  std::size_t count = from.size();
  asm volatile("rep movsb" : "+D"(destination), "+S"(source), "+c"(count) : : "memory");
}
#endif

void measure(std::size_t bytes) {
  std::vector<CopyMethod> ways(ipcbench::channels::copy_methods().begin(), ipcbench::channels::copy_methods().end());
#if defined(__x86_64__)
  ways.push_back({"rep_movsb", rep_movsb});
#endif
  const auto from = memory(bytes), to = memory(bytes);
  std::map<std::string, std::vector<double>> times;
  for (int round = 0; round < rounds; ++round) {
    for (const CopyMethod& way : ways) {
      std::ranges::generate(from, [next = round * 1e-3]() mutable { return next += 1e-9; });
      if (sum(from) < 0) std::abort();
      const double begin = now_ms();
      way.run(std::as_writable_bytes(to), std::as_bytes(from));
      times[std::string(way.key)].push_back(now_ms() - begin);
      read_elsewhere(to);
    }
  }
  const auto median = [&](std::string_view key) {
    auto& all = times[std::string(key)];
    std::ranges::nth_element(all, all.begin() + rounds / 2);
    return all[rounds / 2];
  };
  for (const CopyMethod& way : ways) {
    std::printf("%9zu bytes  %-16s %6.2f ms  %.2f x memcpy\n", bytes, std::string(way.key).c_str(), median(way.key),
                median("memcpy") / median(way.key));
  }
}

}  // namespace

int main(int argc, char** argv) {
  pin_to(0);
  if (argc < 2) {
    measure(std::size_t{170} * 9111 * sizeof(double));
    measure(std::size_t{500} * 9111 * sizeof(double));
  }
  for (int i = 1; i < argc; ++i) measure(std::strtoul(argv[i], nullptr, 10));
}
