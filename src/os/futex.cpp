#include "os/futex.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "ipcbench/errors.hpp"
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

}  // namespace

void sleep_until(const Word& word, std::uint32_t value) {
  for (;;) {
    const std::uint32_t seen = word.load(std::memory_order_acquire);
    if (seen == value) return;
    check_wait();
    if (futex(word, FUTEX_WAIT, seen) != 0 && errno != EINTR && errno != EAGAIN) {
      throw SystemError("futex(FUTEX_WAIT)", errno);
    }
  }
}

void spin_until(const Word& word, std::uint32_t value) {
  while (word.load(std::memory_order_acquire) != value) {
    check_wait();
    if (shares_one_cpu()) {
      ::sched_yield();
    } else {
      relax();
    }
  }
}

void store_and_wake(Word& word, std::uint32_t value) {
  word.store(value, std::memory_order_release);
  futex(word, FUTEX_WAKE, INT_MAX);
}

}  // namespace ipcbench::os
