/// Waiting on a 32-bit word in shared memory: asleep (futex(2)) or spinning.
#pragma once

#include <atomic>
#include <cstdint>

namespace ipcbench::os {

using Word = std::atomic<std::uint32_t>;
static_assert(Word::is_always_lock_free && sizeof(Word) == 4);

/// Returns once `word` is `value`; sleeps meanwhile. Throws what check_wait() throws.
void sleep_until(const Word& word, std::uint32_t value);

/// Returns once `word` is `value`; spins meanwhile, and yields where producer and consumer have but one CPU.
void spin_until(const Word& word, std::uint32_t value);

/// Stores `value` and wakes whoever sleeps on the word.
void store_and_wake(Word& word, std::uint32_t value);

/// A counter that one process raises and another one waits on: asleep once a short spin was in vain, and woken only if
/// it sleeps. On a cache line of its own; all zero at first.
class alignas(64) SleepingCounter {
 public:
  /// For the process that raises it.
  void raise();
  /// Returns the counter once it is no longer `seen`.
  std::uint32_t wait_while(std::uint32_t seen);

 private:
  Word value_{0};
  Word sleeper_{0};  // 1 while somebody sleeps on value_
};

/// The same, spinning all the time.
class alignas(64) SpinningCounter {
 public:
  void raise() { value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
  std::uint32_t wait_while(std::uint32_t seen);

 private:
  Word value_{0};
};

}  // namespace ipcbench::os
