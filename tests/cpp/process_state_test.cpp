#include "os/process_state.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "os/clock.hpp"
#include "os/process.hpp"

namespace ipcbench::os {
namespace {

using namespace std::chrono_literals;

constexpr long patience_ns = 4'000'000'000;

int sleep_for_ever() {
  for (;;) ::pause();
}

int spin_for_ever() {
  for (;;) asm volatile("");
}

TEST(ProcessStates, TellAProcessThatSleeps) {
  const Child child(sleep_for_ever);
  const ProcessState state(child.pid());
  const auto begin = now_ns();
  state.wait_until_asleep(patience_ns);
  EXPECT_LT(now_ns() - begin, patience_ns);
  EXPECT_TRUE(state.is_asleep());
}

TEST(ProcessStates, GiveUpOnAProcessThatNeverSleeps) {
  const Child child(spin_for_ever);
  const ProcessState state(child.pid());
  state.wait_until_asleep(20'000'000);
  EXPECT_FALSE(state.is_asleep());
}

TEST(ProcessStates, TakeAStoppedProcessForNoneThatSleeps) {
  const Child child([] { return ::raise(SIGSTOP); });
  const ProcessState state(child.pid());
  ::usleep(20'000);
  EXPECT_FALSE(state.is_asleep());
}

TEST(ProcessStates, AreUnknownOfAProcessThatIsNotThere) {
  const ProcessState state(0);
  const auto begin = now_ns();
  state.wait_until_asleep(patience_ns);
  EXPECT_FALSE(state.is_asleep());
  EXPECT_LT(now_ns() - begin, patience_ns) << "there is nothing to wait for";
}

}  // namespace
}  // namespace ipcbench::os
