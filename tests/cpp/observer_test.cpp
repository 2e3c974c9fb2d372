#include "facts/observer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "exit_status.hpp"
#include "fake_root.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/ping_pong.hpp"

namespace ipcbench::facts {
namespace {

using test::FakeRoot;

void set_times(FakeRoot& root, int busy, int steal) {
  const std::string times = std::to_string(busy) + " 0 0 0 0 0 0 " + std::to_string(steal) + " 0 0\n";
  root.write("/proc/stat", "cpu 0 0 0 0 0 0 0 0 0 0\ncpu0 " + times + "cpu1 0 0 0 0 0 0 0 0 0 0");
}

void set_quota(FakeRoot& root, int throttled_us) {
  root.write("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "0::/")
      .write("/sys/fs/cgroup/cpu.max", "100000 100000")
      .write("/sys/fs/cgroup/cpu.stat", "throttled_usec " + std::to_string(throttled_us));
}

TEST(Observers, CountWhatTheHypervisorAndOthersTakeInARound) {
  FakeRoot root;
  set_times(root, 100, 10);
  Observer observer({0, 1}, root.files());
  observer.begin_round(3);
  set_times(root, 200, 17);
  observer.end_round();
  ASSERT_EQ(observer.rounds().size(), 1U);
  const RoundFacts& round = observer.rounds()[0];
  EXPECT_EQ(round.round, 3);
  EXPECT_EQ(round.cpus, 2);
  EXPECT_EQ(round.steal_ns, 70'000'000);
  EXPECT_GT(*round.others_ns, 900'000'000);  // a second, less what this test itself has used
  EXPECT_LE(*round.others_ns, 1'000'000'000);
  EXPECT_EQ(round.throttled_ns, 0);
}

TEST(Observers, NameTheRowsDuringWhichTheQuotaHeldBack) {
  FakeRoot root;
  set_quota(root, 5);
  Observer observer({}, root.files());
  observer.begin_round(0);
  observer.row_measured("a", ::getpid());
  set_quota(root, 9);
  observer.row_measured("b", ::getpid());
  observer.row_measured("c", ::getpid());
  observer.end_round();
  EXPECT_EQ(observer.rounds()[0].throttled_ns, 4000);
  EXPECT_EQ(observer.rounds()[0].throttled_rows, std::set<std::string>{"b"});
}

TEST(Observers, SeeWhereBothProcessesRun) {
  const os::Child child([] {
    ::pause();
    return 0;
  });
  Observer observer({});
  observer.begin_round(0);
  observer.row_measured("a", ::getpid());
  observer.end_round();
  EXPECT_EQ(observer.rounds()[0].producer_cpus.size(), 1U);
  const std::string task = "/proc/self/task/" + std::to_string(::getpid());
  if (::access((task + "/children").c_str(), R_OK) != 0) GTEST_SKIP() << "this Linux does not list children";
  EXPECT_EQ(observer.rounds()[0].consumer_cpus, std::set<int>{last_cpu(Files(), child.pid()).value()});
}

TEST(Observers, SayNullWhereLinuxSaysNothing) {
  const FakeRoot empty;
  Observer observer({0, 1}, empty.files());
  observer.begin_round(0);
  observer.end_round();
  const auto json = to_json(observer.rounds()[0]);
  for (const char* key : {"steal_ms", "others_ms", "machine_others_ms", "pulse_ns", "cache_line_ns", "clock_offset_ns"})
    EXPECT_TRUE(json[key].is_null());
}

TEST(Observers, KeepHowTheCpusLayInEachRound) {
  Observer observer({});
  observer.begin_round(0, os::PingPong{58, 170, -3, 20});
  observer.end_round();
  observer.begin_round(1);
  observer.end_round();
  const auto first = to_json(observer.rounds()[0]);
  EXPECT_EQ(first["cache_line_ns"], 58);
  EXPECT_EQ(first["cache_line_cycles"], 170);
  EXPECT_EQ(first["clock_offset_ns"], -3);
  EXPECT_EQ(first["clock_offset_uncertainty_ns"], 20);
  EXPECT_TRUE(to_json(observer.rounds()[1])["cache_line_ns"].is_null());
}

}  // namespace
}  // namespace ipcbench::facts

namespace ipcbench::os {
namespace {

TEST(TheClock, CostsLessThanAMillisecondAndHasAResolution) {
  const ClockCost cost = clock_cost();
  EXPECT_GT(cost.overhead_ns, 0);
  EXPECT_LT(cost.overhead_ns, 1e6);
  EXPECT_GT(cost.resolution_ns, 0);
}

TEST(ClockDrifts, AreSharesOfTheHardwaresTime) {
  const ClockDrift drift = clock_drift({1000, 500, 10}, {1000 + 1'010'000, 500 + 1'000'000, 10});
  EXPECT_NEAR(drift.share, 0.01, 1e-9);
  EXPECT_NEAR(drift.uncertainty, 20e-6, 1e-9);
}

TEST(ClockDrifts, AreSmallOnAHealthyClock) {
  const ClockPair begin = clock_pair();
  ::usleep(20'000);
  const ClockDrift drift = clock_drift(begin, clock_pair());
  EXPECT_LT(std::abs(drift.share), 0.01 + drift.uncertainty);
}

TEST(PingPongs, TakeSomeCyclesBetweenTwoCpus) {
  const Child measured([] {
    auto cpus = find_cpus(Placement::same_llc);
    if (!cpus) cpus = find_cpus(Placement::cross_llc);
    if (!cpus) return 0;
    const auto found = ping_pong(*cpus->producer, *cpus->consumer, 2'000'000'000);
    if (!found || found->round_trip_ns <= 1 || found->round_trip_cycles <= 10 || found->round_trip_ns >= 1e6) return 1;
    // CPUs of one machine have one clock, as good as.
    const bool agree = std::abs(found->clock_offset_ns) < 1e6 && found->clock_offset_uncertainty_ns > 0;
    return agree && found->clock_offset_uncertainty_ns < 1e5 ? 0 : 2;
  });
  EXPECT_EQ(test::exit_status(measured), 0);
}

TEST(Exchanges, TellHowFarTheSecondClockIsAhead) {
  // 30 ns there, 5 to answer, 30 back; the second clock is 1000 ns ahead.
  const Exchange even{.asked_ns = 100, .came_ns = 1130, .left_ns = 1135, .answered_ns = 165};
  EXPECT_EQ(even.offset_ns(), 1000);
  EXPECT_EQ(even.way_ns(), 60);
  // All 60 ns there: off by half of the way, and no more.
  const Exchange uneven{.asked_ns = 100, .came_ns = 1160, .left_ns = 1165, .answered_ns = 165};
  EXPECT_EQ(uneven.offset_ns(), 1030);
  EXPECT_EQ(uneven.way_ns(), 60);
}

TEST(PingPongs, GiveUpWhenTheirPatienceEnds) {
  const auto cpus = find_cpus(Placement::same_core);
  EXPECT_FALSE(ping_pong(*cpus->producer, *cpus->producer, 2'000'000'000));
  const Child impatient([] {
    const auto pair = find_cpus(Placement::same_llc);
    return pair && ping_pong(*pair->producer, *pair->consumer, 0) ? 1 : 0;
  });
  EXPECT_EQ(test::exit_status(impatient), 0);
}

}  // namespace
}  // namespace ipcbench::os
