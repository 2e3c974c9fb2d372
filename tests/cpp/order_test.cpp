#include "campaign/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace ipcbench::campaign {
namespace {

TEST(Order, IsAPermutation) {
  auto order = shuffled_order(26, 7, 0);
  std::ranges::sort(order);
  std::vector<std::size_t> all(26);
  std::iota(all.begin(), all.end(), std::size_t{0});
  EXPECT_EQ(order, all);
}

TEST(Order, IsTheSameOnEveryMachine) {
  // Pinned: results name their seed, and --like repeats a run by it.
  EXPECT_EQ(shuffled_order(6, 7, 0), shuffled_order(6, 7, 0));
  EXPECT_EQ(shuffled_order(6, 7, 0), (std::vector<std::size_t>{0, 2, 5, 4, 1, 3}));
}

TEST(Order, DiffersBetweenRoundsAndSeeds) {
  EXPECT_NE(shuffled_order(26, 7, 0), shuffled_order(26, 7, 1));
  EXPECT_NE(shuffled_order(26, 7, 0), shuffled_order(26, 8, 0));
}

}  // namespace
}  // namespace ipcbench::campaign
