#include "session/spin_link.hpp"

#include "os/clock.hpp"

namespace ipcbench {
namespace {

/// Only one process writes to a word.
void raise(os::Word& word) { word.store(word.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

}  // namespace

void SpinLink::say_waiting() { raise(words().waiting); }

void SpinLink::answer(const Answer& answer) {
  words().answer = answer;
  raise(words().answered);
}

void SpinLink::wait_for_call() { os::spin_until(words().called, ++calls_); }

void SpinLink::wait_for_waiting() {
  constexpr std::int64_t moment_ns = 1'000;  // from its word to its loop
  os::spin_until(words().waiting, ++waits_);
  for (const auto end = os::now_ns() + moment_ns; os::now_ns() < end;) {
  }
}

Answer SpinLink::wait_for_answer() {
  os::spin_until(words().answered, ++answers_);
  return words().answer;
}

bool SpinLink::has_answer() const { return words().answered.load(std::memory_order_acquire) == answers_ + 1; }

void SpinLink::call() { raise(words().called); }

}  // namespace ipcbench
