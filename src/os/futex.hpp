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

}  // namespace ipcbench::os
