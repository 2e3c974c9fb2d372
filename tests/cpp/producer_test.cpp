// What becomes of a producer process, and of what it leaves behind.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "exit_status.hpp"
#include "leftovers.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"
#include "producer/producers.hpp"

namespace ipcbench::test {
namespace {

Row row_named(const std::string& name) {
  const auto kind = name.substr(0, name.find('/'));
  const auto rows = rows_of({kind == "fault" ? "fault" : "tuned"}, {.shapes = {}, .samples = 3});
  return *std::ranges::find(rows, name, &Row::name);
}

class ProducersOf : public testing::Test {
 protected:
  ProducersOf() : producers_(own_command("ipcbench_tests"), {}), before_(leftovers()) {}
  ~ProducersOf() override { EXPECT_EQ(leftovers(), before_); }

  Producers::Measured measured(const std::string& row, int samples = 3) const {
    return producers_.measure(row_named(row), samples, 1);
  }
  /// The text of the `Expected` error of measuring this row.
  template <typename Expected>
  std::string error_of(const std::string& row) const {
    try {
      measured(row);
    } catch (const Expected& error) {
      return error.what();
    }
    return "no error";
  }

  Producers producers_;
  std::vector<std::string> before_;
};

TEST_F(ProducersOf, SendTheirSettingsAndAllTheirSamples) {
  const auto found = measured("fault/nothing", 250);  // more than a message holds
  EXPECT_EQ(found.samples.size(), 250U);
  EXPECT_EQ(found.samples.phases[0], std::vector<Nanoseconds>(250, 1));
  EXPECT_EQ(std::get<std::string>(found.settings.at("place")), "here");
  EXPECT_EQ(std::get<std::int64_t>(found.settings.at("some_bytes")), 7);
}

TEST_F(ProducersOf, SendWhatThereIsOncePerRound) {
  EXPECT_FALSE(measured("fault/nothing").once.setup);
  const auto once = measured("fault/once").once;
  EXPECT_EQ(once.setup, 4711);
  EXPECT_TRUE(once.forks_per_transfer);
}

TEST_F(ProducersOf, SayInTheEndWhatShowsOnlyThen) {
  const auto found = measured("fault/grown");
  EXPECT_EQ(std::get<std::string>(found.settings.at("place")), "here");
  EXPECT_EQ(std::get<std::int64_t>(found.settings.at("some_bytes")), 4096) << "not 7, as it began";
}

TEST_F(ProducersOf, LookAtTwoCpus) {
  EXPECT_FALSE(producers_.cpu_pair()) << "not pinned";
  auto cpus = os::find_cpus(os::Placement::same_llc);
  if (!cpus) cpus = os::find_cpus(os::Placement::cross_llc);
  if (!cpus) GTEST_SKIP() << "there are no two cores here";
  const auto found = Producers(own_command("ipcbench_tests"), {.cpus = *cpus}).cpu_pair();
  if (!found) GTEST_SKIP() << "too busy";
  EXPECT_GT(found->round_trip_ns, 1);
  EXPECT_LT(std::abs(found->clock_offset_ns), 1e6);
}

TEST_F(ProducersOf, AreSeenWhileTheyLive) {
  int pid = 0;
  producers_.measure(row_named("fault/nothing"), 1, 1, {}, [&](int alive) {
    pid = alive;
    EXPECT_EQ(::kill(alive, 0), 0);
  });
  EXPECT_GT(pid, 0);
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(ProducersOf, SayWhatWentWrongUnderItsName) {
  try {
    measured("fault/error");
    FAIL() << "no error";
  } catch (const Reported& error) {
    EXPECT_EQ(error.name(), "SystemError");
    EXPECT_NE(std::string(error.what()).find("EPERM"), std::string::npos);
    EXPECT_TRUE(error.started());
  }
}

TEST_F(ProducersOf, ThatDieAreNamedWithTheirSignal) {
  EXPECT_NE(error_of<PeerDied>("fault/segv").find("the producer"), std::string::npos);
  EXPECT_NE(error_of<PeerDied>("fault/segv").find("(SIGSEGV)"), std::string::npos);
}

TEST_F(ProducersOf, ThatLeaveEarlyAreTold) {
  EXPECT_NE(error_of<PeerDied>("fault/exit").find("left with status 0"), std::string::npos);
}

TEST_F(ProducersOf, ThatAreKilledLeaveNothingBehind) {
  EXPECT_NE(error_of<PeerDied>("fault/untidy").find("(SIGKILL)"), std::string::npos);
}

TEST_F(ProducersOf, ThatAreStuckAreEndedInTime) {
  const auto begin = os::now_ns();
  EXPECT_NE(error_of<TimedOut>("fault/stuck").find("the producer"), std::string::npos);
  EXPECT_LT(os::now_ns() - begin, 10'000'000'000);
}

TEST_F(ProducersOf, ProbeInAProcessOfItsOwn) {
  EXPECT_FALSE(producers_.probe(row_named("fault/nothing")));
  const auto why = producers_.probe(row_named("fault/error"));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->mend, "another machine");
  EXPECT_THROW(producers_.probe(row_named("fault/segv")), PeerDied);
}

TEST_F(ProducersOf, AreMeasuredAgainAfterAPause) {
  // In a process of its own, which is paused by another thread while its row takes its time.
  const os::Child paused([] {
    const Producers producers(own_command("ipcbench_tests"), {});
    int alive = 0;
    std::thread([pid = ::getpid()] {
      ::usleep(100'000);
      ::kill(pid, SIGCONT);  // what the shell sends after a stop
    }).detach();
    producers.measure(row_named("fault/slow"), 1, 1, {}, [&](int) { ++alive; });
    return alive;
  });
  EXPECT_EQ(exit_status(paused), 2);
}

/// A producer that says this on the link and waits.
ProducerCommand saying(const std::string& text) {
  return {os::Image("/bin/bash"), {"bash", "-c", "printf '%s' '" + text + "' >&3; read -r -u 3 -N 1 || sleep 5"}};
}

TEST_F(ProducersOf, OfAnotherVersionAreRefusedInOneLine) {
  const Producers foreign(saying(R"({"link": 99})"), {});
  try {
    foreign.measure(row_named("fault/nothing"), 1, 1);
    FAIL() << "no error";
  } catch (const UsageError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("speaks version 99 of the link, and this program 2"), std::string::npos) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
  }
}

TEST_F(ProducersOf, ThatMakeNoSenseAreErrors) {
  for (const auto* nonsense : {"no JSON", R"({"link": "one"})", R"({"samples": 3})", "[]"}) {
    const Producers foreign(saying(nonsense), {});
    EXPECT_THROW(foreign.measure(row_named("fault/nothing"), 1, 1), Error) << nonsense;
  }
}

TEST_F(ProducersOf, ThatSendTooFewSamplesAreErrors) {
  const Producers foreign(
      {os::Image("/bin/bash"),
       {"bash", "-c",
        R"(s() { printf '%s' "$1" >&3; }; s '{"link": 2}'; s '{"settings": {}}'; )"
        R"(s '{"samples": {"all": [1]}, "usage": {}, "cpu_ns": [1]}'; s '{"done": true}'; sleep 5)"}},
      {});
  try {
    foreign.measure(row_named("fault/nothing"), 2, 1);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the producer has sent 1 of 2 samples");
  }
}

TEST(Links, CarryOrdersUnchanged) {
  Request request;
  request.ask = Ask::probe;
  request.row = "transfer/pipe/7x13";
  request.kind = "transfer";
  request.shape = Shape{7, 13};
  request.kernel = "sum_naive";
  request.residency = Residency::memory;
  request.samples = 5;
  request.start.seed = 0xffffffffffffffff;
  request.start.cpus = {3, {}};
  request.start.worker_cpus = {1, 0};
  request.start.tuning = 2;
  request.token = "a1b2c3d4";
  EXPECT_EQ(to_json(request_from(to_json(request))), to_json(request));
}

TEST(Links, CarryWhatWasFoundOfTheCpusUnchanged) {
  const auto found = cpu_pair_from(to_json(std::optional(os::PingPong{58.25, 170, -3.5, 20})));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->round_trip_ns, 58.25);
  EXPECT_EQ(found->round_trip_cycles, 170);
  EXPECT_EQ(found->clock_offset_ns, -3.5);
  EXPECT_EQ(found->clock_offset_uncertainty_ns, 20);
  EXPECT_FALSE(cpu_pair_from(to_json(std::optional<os::PingPong>())));
}

TEST(Links, RefuseRequestsForWhatTheyDoNotKnow) {
  auto request = to_json(Request{});
  request["ask"] = "dance";
  EXPECT_THROW(request_from(request), UsageError);
}

TEST(Links, RefuseSamplesThatAreNotOfTheKind) {
  const Kind& kind = find_kind("local");
  const auto json = [](const char* text) { return nlohmann::json::parse(text); };
  const auto good = json(R"({"samples": {"prepare": [1], "compute": [2]}, "usage": {}, "cpu_ns": [3]})");
  EXPECT_EQ(samples_from(good, kind).phases[1][0], 2);
  for (const auto* bad : {R"({"samples": {"prepare": [1]}, "usage": {}, "cpu_ns": [3]})",
                          R"({"samples": {"prepare": [1, 2], "compute": [2]}, "usage": {}, "cpu_ns": [3]})",
                          R"({"samples": {"prepare": [1], "compute": [-2]}, "usage": {}, "cpu_ns": [3]})",
                          R"({"samples": {"prepare": [1], "compute": [2]}, "usage": {"x": []}, "cpu_ns": [3]})"}) {
    EXPECT_THROW(samples_from(json(bad), kind), std::exception) << bad;
  }
}

}  // namespace
}  // namespace ipcbench::test
