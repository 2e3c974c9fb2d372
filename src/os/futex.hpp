/// Waiting on a 32-bit word in shared memory: asleep (futex(2)) or spinning.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ipcbench::os {

using Word = std::atomic<std::uint32_t>;
static_assert(Word::is_always_lock_free && sizeof(Word) == 4);

/// Returns once `word` is `value`; sleeps meanwhile. Throws what check_wait() throws.
void sleep_until(const Word& word, std::uint32_t value);

/// Returns once `word` is `value`; spins meanwhile, and yields where producer and consumer have but one CPU.
void spin_until(const Word& word, std::uint32_t value);

/// What a loop that spins does each time round: it yields where others have the same CPU.
void spin_once();

/// Stores `value` and wakes whoever sleeps on the word.
void store_and_wake(Word& word, std::uint32_t value);

/// Processors fetch cache lines of 64 bytes in pairs, or have lines of 128.
constexpr std::size_t apart_bytes = 128;

/// A counter that one process raises and another one waits on: asleep once a short spin was in vain, and woken only if
/// it sleeps. Away from all else; all zero at first.
class alignas(apart_bytes) SleepingCounter {
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
class alignas(apart_bytes) SpinningCounter {
 public:
  void raise() { value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
  std::uint32_t wait_while(std::uint32_t seen);

 private:
  Word value_{0};
};

}  // namespace ipcbench::os
