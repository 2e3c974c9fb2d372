#include "session/replies.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"
#include "session/consumer_process.hpp"
#include "session/spin_link.hpp"

namespace ipcbench::test {
namespace {

class RepliesOf : public testing::TestWithParam<Waiting> {};
std::string word_of(const testing::TestParamInfo<Waiting>& waiting) { return std::string(to_string(waiting.param)); }
INSTANTIATE_TEST_SUITE_P(Waitings, RepliesOf, testing::Values(Waiting::blocking, Waiting::spinning), word_of);

TEST_P(RepliesOf, TakeTimeAndComeAsOftenAsAskedFor) {
  Replies replies(GetParam(), 100, {});
  for (int i = 0; i < 100; ++i) EXPECT_GT(replies.measure(), 0);
  EXPECT_THROW(replies.measure(), Error);
}

TEST_P(RepliesOf, ComeWithBothSidesOnOneCpu) {
  const os::Child one_cpu([] {
    const auto cpus = os::find_cpus(os::Placement::same_core);
    Replies replies(GetParam(), 20, {cpus->producer, cpus->producer});
    for (int i = 0; i < 20; ++i) replies.measure();
    return 0;
  });
  EXPECT_TRUE(one_cpu.end_within(4'000'000'000) == os::good_end);
}

TEST_P(RepliesOf, EndWhenTheConsumerIsKilled) {
  Replies replies(GetParam(), 3, {});
  replies.measure();
  std::ifstream children("/proc/thread-self/children");
  int consumer = 0;
  for (int pid = 0; children >> pid;) consumer = pid;
  ASSERT_GT(consumer, 0);
  ::kill(consumer, SIGKILL);
  const auto twice = [&] { replies.measure(), replies.measure(); };
  EXPECT_THROW(twice(), PeerDied);
}

TEST_P(RepliesOf, AreEndedWhenTheyAreNoLongerAskedFor) { Replies(GetParam(), 5, {}).measure(); }

TEST(SpinLinks, CarryAnAnswerBehindItsWord) {
  SpinLink link;
  const os::Child consumer([&] {
    for (int i = 1; i <= 1000; ++i) {
      link.say_waiting();
      link.wait_for_call();
      link.answer({i, 2 * i, 0.5 * i});
    }
    return 0;
  });
  for (int i = 1; i <= 1000; ++i) {
    link.wait_for_waiting();
    link.call();
    const Answer answer = link.wait_for_answer();
    ASSERT_EQ(answer.t1_ns, i);
    ASSERT_EQ(answer.t2_ns, 2 * i);
    ASSERT_EQ(answer.value, 0.5 * i);
  }
  EXPECT_TRUE(consumer.end_within(4'000'000'000) == os::good_end);
}

TEST(SpinLinks, EndWaitsForAPeerThatIsGoneOrTooLate) {
  os::watch();
  SpinLink link;
  {
    const os::Child consumer([] { return 7; });
    const os::ChildWatch watch(consumer.pid());
    EXPECT_THROW(link.wait_for_waiting(), PeerDied);
  }
  const os::Deadline deadline(50'000'000);
  EXPECT_THROW(link.wait_for_answer(), TimedOut);
}

}  // namespace
}  // namespace ipcbench::test
