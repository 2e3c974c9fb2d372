#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

constexpr double ms = 1e6;
constexpr double clock_ns = 25;

/// A sound run of one shape: each row has twelve rounds of three transfers, 1 % apart.
class RowFindings : public testing::Test {
 protected:
  RowFindings() {
    for (int round = 0; round < 12; ++round) {
      const double factor = 1 + 0.01 * (round % 2);
      const auto add = [&](PlainEntry entry) {
        entry.row += "/170x9111";
        entry.shape = "170x9111";
        entry.round = round;
        for (auto& [name, values] : entry.phases) {
          for (double& value : values) value *= factor;
        }
        add_up(entry);
        entries_.push_back(entry);
      };
      add({.row = "transfer/pipe",
           .role = Role::measured,
           .kernel = "sum",
           .copies = 2,
           .phases = {{"prepare", three(1.1 * ms)},
                      {"transfer", three(6 * ms)},
                      {"compute", three(0.3 * ms)},
                      {"reply", three(0.05 * ms)},
                      {"release", three(0)}},
           .in_total = {"transfer", "compute", "reply"}});
      add({.row = "local/sum",
           .role = Role::base,
           .kernel = "sum",
           .phases = {{"prepare", three(1 * ms)}, {"compute", three(0.3 * ms)}},
           .in_total = {"compute"}});
      for (const auto& [name, time] : {std::pair("memcpy", 3 * ms), std::pair("memcpy_nt", 2 * ms)}) {
        add({.row = std::string("bound/") + name,
             .role = Role::bound,
             .copies = 1,
             .phases = {{"prepare", three(1 * ms)}, {"transfer", three(time)}},
             .in_total = {"transfer"}});
      }
    }
  }

  static void add_up(PlainEntry& entry) {
    entry.total.assign(3, 0);
    for (const auto& phase : entry.in_total) {
      for (std::size_t i = 0; i < entry.total.size(); ++i) entry.total[i] += entry.phases[phase][i];
    }
  }

  static std::vector<double> three(double value) { return {3 * value, value, value}; }  // the first one is cold

  /// Calls `change` with each entry of the pipe's.
  template <typename Change>
  void change(Change change) {
    for (PlainEntry& entry : entries_) {
      if (entry.role != Role::measured) continue;
      change(entry);
      add_up(entry);
    }
  }
  std::vector<Warning> found() const { return about_rows(entries_, "sum", clock_ns, precision_); }
  /// Expects this one warning, about the pipe.
  void expect_only(const std::string& code) const {
    const auto warnings = found();
    ASSERT_EQ(warnings.size(), 1U) << block(warnings);
    EXPECT_EQ(warnings[0].code, code);
    EXPECT_EQ(warnings[0].rows, std::vector<std::string>{"transfer/pipe/170x9111"});
  }

  std::vector<PlainEntry> entries_;
  std::optional<double> precision_;
};

TEST_F(RowFindings, AreSilentOfASoundRun) { EXPECT_TRUE(found().empty()) << block(found()); }

TEST_F(RowFindings, NameARowOfWhichHalfTheRoundsLieFivePercentOff) {
  change([](PlainEntry& entry) { entry.phases["transfer"] = three((entry.round % 4 < 2 ? 6 : 6.7) * ms); });
  expect_only("unstable_row");
}

TEST_F(RowFindings, NameARowWithAnIntervalWiderThanTenPercent) {
  // More than half of the rounds are alike, so that the row is stable; the others lie far off.
  change([](PlainEntry& entry) {
    const double of_round[] = {4, 6, 6, 4, 6, 6, 9, 6, 6, 9, 4, 6};
    entry.phases["transfer"] = three(of_round[entry.round] * ms);
  });
  expect_only("wide_interval");
}

TEST_F(RowFindings, NameARowWithAnIntervalWiderThanAskedFor) {
  precision_ = 0.03;
  EXPECT_TRUE(found().empty()) << block(found());
  change([](PlainEntry& entry) { entry.phases["transfer"] = three((entry.round % 3 == 0 ? 6 : 6.5) * ms); });
  expect_only("wide_interval");
  EXPECT_NE(found()[0].text.find("±3 % asked for"), std::string::npos) << found()[0].text;
  precision_.reset();
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, TakeARowWithoutAnIntervalForOneThatMissesThePrecision) {
  change([](PlainEntry& entry) { entry.round %= 2; });
  EXPECT_TRUE(found().empty()) << block(found());
  precision_ = 0.03;
  expect_only("wide_interval");
}

TEST_F(RowFindings, NameARowWithAnIntervalShorterThanTwentyReadingsOfTheClock) {
  change([](PlainEntry& entry) { entry.phases["reply"][2] = 19 * clock_ns; });
  expect_only("coarse_clock");
  change([](PlainEntry& entry) { entry.phases["reply"][2] = 20 * clock_ns; });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, LetAnOverlappedKernelHaveNothingLeftToDo) {
  change([](PlainEntry& entry) { entry.overlapped = true, entry.phases["compute"][2] = 1; });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, LetAnAnswerThatIsAwaitedSpinningTakeNextToNothing) {
  change([](PlainEntry& entry) { entry.waiting = "spinning", entry.phases["reply"][2] = 1; });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, NameACopyingRowThatBeatsTheFasterCopy) {
  change([](PlainEntry& entry) { entry.phases["transfer"] = three(1.9 * ms); });
  expect_only("beats_bound");
  change([](PlainEntry& entry) { entry.phases["transfer"] = three(2.1 * ms); });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, ExpectRowsWithoutACopyAndOverlappedOnesToBeatTheBound) {
  change([](PlainEntry& entry) { entry.phases["transfer"] = three(0.05 * ms), entry.copies = 0; });
  EXPECT_TRUE(found().empty());
  change([](PlainEntry& entry) { entry.copies = 1, entry.overlapped = true; });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, NameARowWhosePreparingHidesACost) {
  change([](PlainEntry& entry) { entry.phases["prepare"] = three(1.3 * ms); });
  expect_only("hidden_prepare");
}

TEST_F(RowFindings, ComparePreparingRoundByRound) {
  for (PlainEntry& entry : entries_) {
    for (double& value : entry.phases["prepare"]) value *= 1 + entry.round;  // the whole machine slows
  }
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, NameARowWhoseReleasingHidesACost) {
  change([](PlainEntry& entry) { entry.phases["release"] = three(0.4 * ms); });
  expect_only("hidden_release");
}

TEST_F(RowFindings, SayNothingOfIntervalsThatTooFewRoundsHaveNone) {
  std::erase_if(entries_, [](const PlainEntry& entry) { return entry.round >= 2; });
  change([](PlainEntry& entry) { entry.phases["transfer"] = three((entry.round == 0 ? 1 : 1.9) * ms); });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, NameARowThatHasNotSettled) {
  const auto samples = [](double first, double second) { return std::vector<double>{18 * ms, first, second}; };
  change([&](PlainEntry& entry) { entry.phases["transfer"] = samples(6.4 * ms, 6 * ms); });
  expect_only("unsettled_row");
  change([&](PlainEntry& entry) { entry.phases["transfer"] = samples(6.2 * ms, 6 * ms); });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, GoByTheSamplesThatCount) {
  change([](PlainEntry& entry) {
    // Before it has settled, it scatters.
    entry.phases["transfer"] = {18 * ms, (entry.round % 4 < 2 ? 12 : 18) * ms, 6 * ms};
  });
  EXPECT_EQ(settle(entries_).front().from, 2);
  expect_only("unsettled_row");
}

TEST_F(RowFindings, HaveTheLocalKernelsTimeAsPulse) {
  const auto pulse = pulses(entries_, "sum");
  ASSERT_EQ(pulse.size(), 12U);
  EXPECT_EQ(pulse[1].first, 1);
  EXPECT_DOUBLE_EQ(pulse[1].second, 1.01 * 0.3 * ms);
  EXPECT_TRUE(pulses(entries_, "sum_naive").empty());
}

TEST(WhatFindingsGoBy, IsTakenFromAnEntryByTheKindsOwnPhases) {
  static const Kind kind{"launch", "Launching", Role::measured, {"start", "ready"}, {"start", "ready"}, nullptr};
  Row row;
  row.kind = &kind;
  row.key = "fork";
  Entry entry{.row = &row, .round = 2};
  entry.samples.add(kind, {{3, 5}}, 9);
  entry.samples.add(kind, {{4, 6}}, 9);
  const PlainEntry plain = plain_entry(entry);
  EXPECT_EQ(plain.row, "launch/fork");
  EXPECT_EQ(plain.total, (std::vector<double>{8, 10}));
  EXPECT_EQ(plain.phases.at("ready"), (std::vector<double>{5, 6}));
  EXPECT_EQ(plain.shape, "");
}

TEST(Statistics, OfMedians) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(median_absolute_error({90, 100, 110}), 0.1);
  EXPECT_FALSE(median_interval({1, 2, 3, 4, 5}));
  const auto six = median_interval({6, 5, 4, 3, 2, 1});
  ASSERT_TRUE(six);
  EXPECT_EQ(six->low, 1);
  EXPECT_EQ(six->high, 6);
  std::vector<double> twenty(20);
  for (std::size_t i = 0; i < twenty.size(); ++i) twenty[i] = static_cast<double>(i + 1);
  EXPECT_EQ(median_interval(twenty)->low, 6);  // the sixth and the fifteenth, as tables of order statistics say
  EXPECT_EQ(median_interval(twenty)->high, 15);
}

TEST(Statistics, HaveTheRanksThatTheToolsHave) {
  std::ifstream table(IPCBENCH_TESTS "/interval_ranks.txt");
  std::size_t lines = 0;
  for (std::size_t n = 0, rank = 0; table >> n >> rank; ++lines) {
    std::vector<double> places(n);
    std::iota(places.begin(), places.end(), 1.0);
    const auto interval = median_interval(places);
    ASSERT_TRUE(interval) << n;
    EXPECT_EQ(interval->low, static_cast<double>(rank)) << n;
    EXPECT_EQ(interval->high, static_cast<double>(n + 1 - rank)) << n;
  }
  EXPECT_GT(lines, 50U);
}

}  // namespace
}  // namespace ipcbench::findings
