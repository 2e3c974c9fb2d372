#include "os/futex.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

long futex(const Word& word, int operation, std::uint32_t value) {
  // Not FUTEX_PRIVATE_FLAG: the word is shared between processes.
  return ::syscall(SYS_futex, reinterpret_cast<const std::uint32_t*>(&word), operation, value, nullptr, nullptr, 0);
}

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void sleep_while(const Word& word, std::uint32_t seen) {
  if (futex(word, FUTEX_WAIT, seen) != 0 && errno != EINTR && errno != EAGAIN) {
    throw SystemError("futex(FUTEX_WAIT)", errno);
  }
}

}  // namespace

void spin_once() {
  if (shares_one_cpu()) {
    ::sched_yield();
  } else {
    relax();
  }
}

void sleep_until(const Word& word, std::uint32_t value) {
  for (;;) {
    const std::uint32_t seen = word.load(std::memory_order_acquire);
    if (seen == value) return;
    check_wait();
    sleep_while(word, seen);
  }
}

void spin_until(const Word& word, std::uint32_t value) {
  while (word.load(std::memory_order_acquire) != value) {
    check_wait();
    spin_once();
  }
}

void store_and_wake(Word& word, std::uint32_t value) {
  word.store(value, std::memory_order_release);
  futex(word, FUTEX_WAKE, INT_MAX);
}

void SleepingCounter::raise() {
  // Both this pair and that of wait_while() are sequentially consistent: either the sleeper sees the new value, or it
  // is seen to sleep.
  value_.fetch_add(1);
  if (sleeper_.load() != 0) futex(value_, FUTEX_WAKE, 1);
}

std::uint32_t SleepingCounter::wait_while(std::uint32_t seen) {
  constexpr std::int64_t patience_ns = 20'000;  // longer than the copy of a slot, shorter than a sleep is worth
  constexpr int looks = 16;                     // at the counter, between two at the clock
  for (std::int64_t begin = 0; !shares_one_cpu();) {
    for (int look = 0; look < looks; ++look) {
      if (const auto value = value_.load(std::memory_order_acquire); value != seen) return value;
      relax();
    }
    if (begin == 0) begin = now_ns();
    if (now_ns() - begin > patience_ns) break;
  }
  for (;;) {
    sleeper_.store(1);
    const auto value = value_.load();
    if (value != seen) {
      sleeper_.store(0);
      return value;
    }
    check_wait();
    sleep_while(value_, seen);
  }
}

std::uint32_t SpinningCounter::wait_while(std::uint32_t seen) {
  for (;;) {
    if (const auto value = value_.load(std::memory_order_acquire); value != seen) return value;
    check_wait();
    spin_once();
  }
}

}  // namespace ipcbench::os
