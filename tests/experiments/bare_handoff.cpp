// The stamped hand-off of a 1x1 matrix with nothing around it: a word in shared memory, awaited spinning or by
// futex(2), with an answer over a SOCK_SEQPACKET pair, as a session gives it. What shm_in_place_spin and shm_in_place
// are compared with (docs/transports.md).
//
//     bare_handoff [PRODUCER_CPU CONSUMER_CPU]
//
// Prints the median of t1 - t0 for both, in nanoseconds.

#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr int transfers = 2000;
using Word = std::atomic<std::uint32_t>;

std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

long futex(Word& word, int operation, std::uint32_t value) {
  return syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), operation, value, nullptr, nullptr, 0);
}

enum class Wait { spinning, sleeping };

void await(Word& word, std::uint32_t value, Wait wait) {
  for (;;) {
    const std::uint32_t seen = word.load(std::memory_order_acquire);
    if (seen == value) return;
    if (wait == Wait::sleeping) futex(word, FUTEX_WAIT, seen);
  }
}

void set(Word& word, std::uint32_t value, Wait wait) {
  word.store(value, std::memory_order_release);
  if (wait == Wait::sleeping) futex(word, FUTEX_WAKE, INT_MAX);
}

void consume(Word& word, int link, Wait wait) {
  for (std::uint32_t i = 1; i <= transfers; ++i) {
    await(word, i, wait);
    const std::int64_t t1 = now_ns();
    if (write(link, &t1, sizeof t1) != sizeof t1) std::_Exit(1);
  }
}

std::int64_t median_handoff_ns(int producer_cpu, int consumer_cpu, Wait wait) {
  auto& word = *new (mmap(nullptr, sizeof(Word), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Word(0);
  std::array<int, 2> link{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, link.data()) != 0) std::abort();
  if (fork() == 0) {
    pin_to(consumer_cpu);
    consume(word, link[1], wait);
    std::_Exit(0);
  }
  pin_to(producer_cpu);
  std::vector<std::int64_t> durations;
  for (std::uint32_t i = 1; i <= transfers; ++i) {
    usleep(20);  // a session fills and digests its matrix meanwhile
    const std::int64_t t0 = now_ns();
    set(word, i, wait);
    std::int64_t t1 = 0;
    if (read(link[0], &t1, sizeof t1) != sizeof t1) std::abort();
    durations.push_back(t1 - t0);
  }
  ::wait(nullptr);
  close(link[0]);
  close(link[1]);
  std::ranges::nth_element(durations, durations.begin() + transfers / 2);
  return durations[transfers / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int producer_cpu = argc > 2 ? static_cast<int>(std::strtol(argv[1], nullptr, 10)) : 0;
  const int consumer_cpu = argc > 2 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 1;
  std::printf("spinning %ld ns\n", static_cast<long>(median_handoff_ns(producer_cpu, consumer_cpu, Wait::spinning)));
  std::printf("futex    %ld ns\n", static_cast<long>(median_handoff_ns(producer_cpu, consumer_cpu, Wait::sleeping)));
}
