#include <gtest/gtest.h>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

/// Six rounds on two cores that lie 60 ns, 180 cycles apart; a row that sleeps, one that spins, and computing here.
class CpuPairFindings : public testing::Test {
 protected:
  CpuPairFindings() {
    for (int number = 0; number < 6; ++number) {
      facts::RoundFacts round;
      round.round = number;
      round.cpu_pair = os::PingPong{60, 180, 20, 25};
      rounds_.push_back(round);
    }
    const auto add = [this](const char* row, const char* waiting, Role role, double transfer_ns) {
      entries_.push_back({.row = row, .role = role, .waiting = waiting});
      entries_.back().phases["transfer"] = {transfer_ns, transfer_ns};
    };
    add("transfer/pipe/7x13", "blocking", Role::measured, 500'000);
    add("transfer/shm_in_place_spin/7x13", "spinning", Role::measured, 400);
    add("bound/memcpy/7x13", "", Role::bound, 100);
  }
  std::vector<Warning> found() const { return about_cpu_pair(rounds_, entries_, placement_, cpus_); }
  /// The one warning that there is, if it has this code.
  Warning only(const std::string& code) const {
    const auto warnings = found();
    EXPECT_EQ(warnings.size(), 1U) << block(warnings);
    EXPECT_TRUE(!warnings.empty() && warnings[0].code == code) << block(warnings);
    return warnings.empty() ? Warning{} : warnings[0];
  }
  void expect_text(const Warning& warning, const char* part) const {
    EXPECT_NE(warning.text.find(part), std::string::npos) << warning.text;
  }

  std::vector<facts::RoundFacts> rounds_;
  std::vector<PlainEntry> entries_;
  os::Placement placement_ = os::Placement::same_llc;
  CpuPair cpus_{0, 1};
};

TEST_F(CpuPairFindings, AreSilentOfTwoCoresThatStayWhereTheyAre) { EXPECT_TRUE(found().empty()) << block(found()); }

TEST_F(CpuPairFindings, AreSilentOfARunWithoutRounds) {
  rounds_.clear();
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(CpuPairFindings, TellCpusThatLookLikeOneCore) {
  for (auto& round : rounds_) round.cpu_pair->round_trip_cycles = 64;
  EXPECT_EQ(only("one_core").rank, "may_change_ranking");
  expect_text(only("one_core"), "look like one core: a cache line goes there and back in 64 cycles");
  placement_ = os::Placement::same_core;  // as asked for
  EXPECT_TRUE(found().empty());
}

TEST_F(CpuPairFindings, TellCpusThatLookLikeOneCoreForAWhile) {
  rounds_[2].cpu_pair->round_trip_cycles = 64;
  expect_text(only("one_core"), "look like one core in 1 of 6 rounds");
}

TEST_F(CpuPairFindings, TellThatTheCpusMovedAndWhichRowsGoByIt) {
  rounds_[0].cpu_pair->round_trip_ns = 20;
  rounds_[4].cpu_pair->round_trip_ns = 216;
  const Warning warning = only("cpus_moved");
  EXPECT_EQ(warning.rank, "may_change_ranking");
  expect_text(warning, "the two CPUs lay 20 to 216 ns apart (cache-line round trip, median 60)");
  EXPECT_EQ(warning.rows, (std::vector<std::string>{"transfer/pipe/7x13", "transfer/shm_in_place_spin/7x13"}));
}

TEST_F(CpuPairFindings, TakeTheSpeedOfTheCoresForNoMove) {
  rounds_[4].cpu_pair->round_trip_ns = 80;  // by a third
  EXPECT_TRUE(found().empty()) << block(found());
  for (auto& round : rounds_) round.cpu_pair->round_trip_ns = 20;
  rounds_[4].cpu_pair->round_trip_ns = 34;  // by 14 ns
  EXPECT_TRUE(found().empty()) << block(found());
  rounds_[4].cpu_pair->round_trip_ns = 35;
  only("cpus_moved");
}

TEST_F(CpuPairFindings, TellClocksThatSurelyDiffer) {
  rounds_[3].cpu_pair->clock_offset_ns = -65;  // 40 of them for sure
  const Warning warning = only("clock_offset");
  EXPECT_EQ(warning.rank, "shifts_milliseconds");
  expect_text(warning, "0.04 µs apart or more");
  EXPECT_EQ(warning.rows, std::vector<std::string>{"transfer/shm_in_place_spin/7x13"});
  rounds_[3].cpu_pair->clock_offset_ns = -6025;
  EXPECT_EQ(only("clock_offset").rows.size(), 2U);
}

TEST_F(CpuPairFindings, TakeAnOffsetWithinItsUncertaintyOrAHundredthOfATransferForNone) {
  rounds_[3].cpu_pair->clock_offset_ns = 34;
  EXPECT_TRUE(found().empty()) << block(found());
  rounds_[3].cpu_pair->clock_offset_ns = 500;
  entries_.erase(entries_.begin() + 1);
  EXPECT_TRUE(found().empty()) << block(found());
  rounds_[3].cpu_pair->clock_offset_ns = 1025;
  EXPECT_TRUE(only("clock_offset").rows.empty());
}

TEST_F(CpuPairFindings, SayWhyTheDistanceIsUnknown) {
  rounds_[1].cpu_pair.reset();
  expect_text(only("unknown_fact"), "did not meet within 0.2 s in 1 of 6 rounds");
  for (auto& round : rounds_) round.cpu_pair.reset();
  cpus_ = {};
  expect_text(only("unknown_fact"), "cache_line_ns and clock_offset_ns are unknown: the processes are not pinned");
}

}  // namespace
}  // namespace ipcbench::findings
