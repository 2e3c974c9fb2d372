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
      const auto add = [&](Entry entry) {
        entry.row = entry.kind + "/" + entry.row + "/170x9111";
        entry.shape = "170x9111";
        entry.round = round;
        for (auto* phase : {&entry.prepare, &entry.transfer, &entry.compute, &entry.reply, &entry.release}) {
          for (double& value : *phase) value *= factor;
        }
        entries_.push_back(entry);
      };
      add({.row = "pipe",
           .kind = "transfer",
           .kernel = "sum",
           .copies = 2,
           .prepare = three(1.1 * ms),
           .transfer = three(6 * ms),
           .compute = three(0.3 * ms),
           .reply = three(0.05 * ms),
           .release = three(0)});
      add({.row = "sum", .kind = "local", .kernel = "sum", .prepare = three(1 * ms), .compute = three(0.3 * ms)});
      add({.row = "memcpy",
           .kind = "bound",
           .kernel = "memcpy",
           .copies = 1,
           .prepare = three(1 * ms),
           .transfer = three(3 * ms)});
      add({.row = "memcpy_nt",
           .kind = "bound",
           .kernel = "memcpy_nt",
           .copies = 1,
           .prepare = three(1 * ms),
           .transfer = three(2 * ms)});
    }
  }

  static std::vector<double> three(double value) { return {3 * value, value, value}; }  // the first one is cold

  /// Calls `change` with each entry of the pipe's.
  template <typename Change>
  void change(Change change) {
    for (Entry& entry : entries_) {
      if (entry.kind == "transfer") change(entry);
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

  std::vector<Entry> entries_;
  std::optional<double> precision_;
};

TEST_F(RowFindings, AreSilentOfASoundRun) { EXPECT_TRUE(found().empty()) << block(found()); }

TEST_F(RowFindings, NameARowOfWhichHalfTheRoundsLieFivePercentOff) {
  change([](Entry& entry) { entry.transfer = three((entry.round % 4 < 2 ? 6 : 6.7) * ms); });
  expect_only("unstable_row");
}

TEST_F(RowFindings, NameARowWithAnIntervalWiderThanTenPercent) {
  // More than half of the rounds are alike, so that the row is stable; the others lie far off.
  change([](Entry& entry) {
    const double of_round[] = {4, 6, 6, 4, 6, 6, 9, 6, 6, 9, 4, 6};
    entry.transfer = three(of_round[entry.round] * ms);
  });
  expect_only("wide_interval");
}

TEST_F(RowFindings, NameARowWithAnIntervalWiderThanAskedFor) {
  precision_ = 0.03;
  EXPECT_TRUE(found().empty()) << block(found());
  change([](Entry& entry) { entry.transfer = three((entry.round % 3 == 0 ? 6 : 6.5) * ms); });
  expect_only("wide_interval");
  EXPECT_NE(found()[0].text.find("±3 % asked for"), std::string::npos) << found()[0].text;
  precision_.reset();
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, TakeARowWithoutAnIntervalForOneThatMissesThePrecision) {
  change([](Entry& entry) { entry.round %= 2; });
  EXPECT_TRUE(found().empty()) << block(found());
  precision_ = 0.03;
  expect_only("wide_interval");
}

TEST_F(RowFindings, NameARowWithAnIntervalShorterThanTwentyReadingsOfTheClock) {
  change([](Entry& entry) { entry.reply[2] = 19 * clock_ns; });
  expect_only("coarse_clock");
  change([](Entry& entry) { entry.reply[2] = 20 * clock_ns; });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, LetAnOverlappedKernelHaveNothingLeftToDo) {
  change([](Entry& entry) { entry.overlapped = true, entry.compute[2] = 1; });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, NameACopyingRowThatBeatsTheFasterCopy) {
  change([](Entry& entry) { entry.transfer = three(1.9 * ms); });
  expect_only("beats_bound");
  change([](Entry& entry) { entry.transfer = three(2.1 * ms); });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, ExpectRowsWithoutACopyAndOverlappedOnesToBeatTheBound) {
  change([](Entry& entry) { entry.transfer = three(0.05 * ms), entry.copies = 0; });
  EXPECT_TRUE(found().empty());
  change([](Entry& entry) { entry.copies = 1, entry.overlapped = true; });
  EXPECT_TRUE(found().empty());
}

TEST_F(RowFindings, NameARowWhosePreparingHidesACost) {
  change([](Entry& entry) { entry.prepare = three(1.3 * ms); });
  expect_only("hidden_prepare");
}

TEST_F(RowFindings, ComparePreparingRoundByRound) {
  for (Entry& entry : entries_) {
    for (double& value : entry.prepare) value *= 1 + entry.round;  // the whole machine slows
  }
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, NameARowWhoseReleasingHidesACost) {
  change([](Entry& entry) { entry.release = three(0.4 * ms); });
  expect_only("hidden_release");
}

TEST_F(RowFindings, SayNothingOfIntervalsThatTooFewRoundsHaveNone) {
  std::erase_if(entries_, [](const Entry& entry) { return entry.round >= 2; });
  change([](Entry& entry) { entry.transfer = three((entry.round == 0 ? 1 : 1.9) * ms); });
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(RowFindings, HaveTheLocalKernelsTimeAsPulse) {
  const auto pulse = pulses(entries_, "sum");
  ASSERT_EQ(pulse.size(), 12U);
  EXPECT_EQ(pulse[1].first, 1);
  EXPECT_DOUBLE_EQ(pulse[1].second, 1.01 * 0.3 * ms);
  EXPECT_TRUE(pulses(entries_, "sum_naive").empty());
}

TEST(Entries, AreReadFromAResult) {
  const auto entries = entries_of({nlohmann::ordered_json::parse(R"({"ipc": {
    "row": "transfer/ring/7x13", "round": 2, "kind": "transfer", "copies": 2, "overlapped": true, "rows": 7, "cols": 13,
    "bytes": 728, "kernel": "sum", "samples": {"prepare_ns": [1, 2], "transfer_ns": [3, 4], "compute_ns": [5, 6],
    "reply_ns": [7, 8], "release_ns": [0, 0]}}})")});
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].shape, "7x13");
  EXPECT_TRUE(entries[0].overlapped);
  EXPECT_EQ(entries[0].transfer, (std::vector<double>{3, 4}));
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
