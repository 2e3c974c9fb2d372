#include <gtest/gtest.h>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

/// Twelve quiet rounds of one second on two CPUs of eight.
class RoundFindings : public testing::Test {
 protected:
  RoundFindings() {
    for (int round = 0; round < 12; ++round) {
      facts::RoundFacts one;
      one.round = round;
      one.duration_ns = second_ns;
      one.cpus = 2;
      one.steal_ns = 0;
      one.others_ns = second_ns / 100;
      one.machine_others_ns = second_ns / 10;
      one.machine_cpus = 8;
      one.throttled_ns = 0;
      one.producer_cpus = {4};
      one.consumer_cpus = {5};
      one.pulse_ns = 1'000'000 + 10'000 * (round % 3);
      rounds_.push_back(one);
    }
  }
  std::vector<Warning> found() const { return about_rounds(rounds_, {4, 5}); }
  Warning only() const {
    const auto warnings = found();
    EXPECT_EQ(warnings.size(), 1U) << block(warnings);
    return warnings.empty() ? Warning{} : warnings[0];
  }

  std::vector<facts::RoundFacts> rounds_;
};

TEST_F(RoundFindings, AreSilentOfQuietRounds) { EXPECT_TRUE(found().empty()) << block(found()); }

TEST_F(RoundFindings, AreSilentWhereNothingIsKnown) {
  for (auto& round : rounds_) {
    round.steal_ns = round.others_ns = round.machine_others_ns = round.throttled_ns = round.pulse_ns = std::nullopt;
    round.producer_cpus = round.consumer_cpus = {};
  }
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RoundFindings, TellASlowingMachine) {
  for (auto& round : rounds_) round.pulse_ns = *round.pulse_ns * (100 + 2 * round.round) / 100;
  EXPECT_EQ(only().code, "drift");
  EXPECT_NE(only().text.find("slowed 15 %"), std::string::npos) << only().text;
}

TEST_F(RoundFindings, TellAStepAsWellAsASlope) {
  for (auto& round : rounds_) round.pulse_ns = *round.pulse_ns * (round.round < 4 ? 130 : 100) / 100;
  EXPECT_EQ(only().code, "drift");
  EXPECT_NE(only().text.find("sped up"), std::string::npos) << only().text;
}

TEST_F(RoundFindings, TakeNoiseForNoDrift) {
  for (auto& round : rounds_) round.pulse_ns = round.round % 2 == 0 ? 1'000'000 : 1'300'000;
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RoundFindings, TellStealInOneRoundAndInAll) {
  rounds_[7].steal_ns = second_ns / 5;
  EXPECT_EQ(only().code, "steal");
  EXPECT_NE(only().text.find("10 % in round 7"), std::string::npos) << only().text;
  for (auto& round : rounds_) round.steal_ns = second_ns / 40;
  EXPECT_EQ(only().code, "steal");
}

TEST_F(RoundFindings, TakeOneTickForChance) {
  rounds_.resize(1);
  rounds_[0].duration_ns = second_ns / 20;
  rounds_[0].others_ns = rounds_[0].machine_others_ns = 20'000'000;
  rounds_[0].steal_ns = 10'000'000;
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RoundFindings, NameThrottledRows) {
  rounds_[1].throttled_ns = rounds_[3].throttled_ns = 90'000'000;
  rounds_[1].throttled_rows = {"transfer/pipe/7x13"};
  rounds_[3].throttled_rows = {"local/sum/7x13", "transfer/pipe/7x13"};
  EXPECT_EQ(only().code, "throttled");
  EXPECT_EQ(only().rank, "may_change_ranking");
  EXPECT_NE(only().text.find("in 2 rounds (0.18 s in all)"), std::string::npos) << only().text;
  EXPECT_EQ(only().rows, (std::vector<std::string>{"local/sum/7x13", "transfer/pipe/7x13"}));
}

TEST_F(RoundFindings, TellOthersOnTheCpusOfTheRun) {
  for (auto& round : rounds_) round.others_ns = second_ns / 5;
  EXPECT_EQ(only().code, "loaded_machine");
  EXPECT_NE(only().text.find("10 % of the run's CPUs"), std::string::npos) << only().text;
}

TEST_F(RoundFindings, TellABusyMachineAroundQuietCpus) {
  for (auto& round : rounds_) round.machine_others_ns = 4 * second_ns;
  EXPECT_EQ(only().code, "loaded_machine");
}

TEST_F(RoundFindings, TellAProcessThatRanElsewhere) {
  rounds_[2].consumer_cpus = {5, 6};
  EXPECT_EQ(only().code, "not_where_pinned");
  EXPECT_EQ(only().text, "the consumer was pinned to CPU 5, but ran on CPU 6");
  EXPECT_TRUE(about_rounds(rounds_, {}).empty()) << "nothing was asked for";
}

}  // namespace
}  // namespace ipcbench::findings
