#include "findings/settled.hpp"

#include <gtest/gtest.h>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

using Round = std::vector<double>;

std::optional<int> first_of(const Round& samples, std::size_t rounds = 5) {
  const auto found = first_settled(std::vector<Round>(rounds, samples));
  return found ? std::optional(found->from) : std::nullopt;
}

TEST(Settled, IsTheFirstSampleLikeTheLaterOnes) {
  EXPECT_EQ(first_of({9000, 1000, 1000, 1000}), 1);
  EXPECT_EQ(first_of({8458, 3046, 2316, 2367}), 2);  // process_vm_readv, 12.4 MB
  EXPECT_EQ(first_of({9000, 1050, 1000, 1000}), 1) << "5 % are within";
  EXPECT_EQ(first_of({9000, 1051, 1000, 1000}), 2);
  EXPECT_EQ(first_of({9000, 950, 1000, 1000}), 1);
  EXPECT_EQ(first_of({9000, 949, 1000, 1000}), 2);
  EXPECT_EQ(first_of({9000, 4000, 3000, 2000, 1000, 1000, 1000}), 4);
}

TEST(Settled, IsTheLastCandidateWhereNoneIs) {
  EXPECT_EQ(first_of({9000, 5000, 4000, 3000, 2000, 1000, 1000}), 4);
  EXPECT_EQ(first_of({9000, 4000, 2000, 1000}), 3) << "behind it is nothing to hold it against";
  EXPECT_FALSE(first_settled({{9000, 4000, 2000, 1000}})->is_sure);
  EXPECT_TRUE(first_settled({{9000, 1000, 1000, 1000}})->is_sure);
}

TEST(Settled, IsNothingWithoutAWarmSample) {
  EXPECT_EQ(first_of({9000, 1000}), 1);
  EXPECT_TRUE(first_settled({{9000, 1000}})->is_sure) << "nothing could be looked at";
  EXPECT_EQ(first_of({9000}), std::nullopt);
  EXPECT_EQ(first_settled({}), std::nullopt);
}

TEST(Settled, GoesByMediansOverRounds) {
  std::vector<Round> rounds(9, {9000, 1000, 1000, 1000});
  for (std::size_t i = 0; i < 4; ++i) rounds[i][1] = 5000;
  EXPECT_EQ(first_settled(rounds)->from, 1);
  rounds[4][1] = 5000;
  EXPECT_EQ(first_settled(rounds)->from, 2);
}

TEST(Settled, DecidesWhichSamplesOfARowCount) {
  std::vector<PlainEntry> entries{{.row = "slow", .round = 0, .total = {9, 4, 1, 1}},
                                  {.row = "fast", .round = 0, .total = {9, 1, 1, 1}},
                                  {.row = "slow", .round = 1, .total = {9, 4, 1, 1}},
                                  {.row = "cold", .round = 1, .total = {9}}};
  const auto rows = settle(entries);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].row, "slow");
  EXPECT_EQ(rows[0].from, 2);
  EXPECT_EQ(rows[1].from, 1);
  EXPECT_EQ(rows[2].from, std::nullopt);
  EXPECT_EQ(entries[2].first, 2);
  EXPECT_EQ(warm_median(entries[0].total, entries[0].first), 1);
  EXPECT_EQ(warm_median(entries[3].total, entries[3].first), 9);
}

}  // namespace
}  // namespace ipcbench::findings
