#include "session/random_matrix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace ipcbench {
namespace {

std::vector<double> filled(Shape shape, std::uint64_t seed) {
  std::vector<double> entries(shape.entries());
  fill_random({entries.data(), shape}, seed);
  return entries;
}

TEST(RandomMatrix, IsUniformInTheUnitInterval) {
  const auto entries = filled({100, 1001}, 1);
  const auto [least, greatest] = std::ranges::minmax(entries);
  EXPECT_GE(least, 0.0);
  EXPECT_LT(greatest, 1.0);
  const auto n = static_cast<double>(entries.size());
  const double mean = std::accumulate(entries.begin(), entries.end(), 0.0) / n;
  const double squares = std::inner_product(entries.begin(), entries.end(), entries.begin(), 0.0) / n;
  EXPECT_NEAR(mean, 1.0 / 2, 0.005);
  EXPECT_NEAR(squares, 1.0 / 3, 0.005);
}

TEST(RandomMatrix, DependsOnTheSeedAlone) {
  EXPECT_EQ(filled({7, 13}, 5), filled({7, 13}, 5));
  EXPECT_NE(filled({7, 13}, 5), filled({7, 13}, 6));
}

TEST(RandomMatrix, WritesEveryEntryWhateverTheSize) {
  for (std::size_t size = 1; size <= 40; ++size) {
    std::vector<double> entries(size, -1.0);
    fill_random({entries.data(), {1, size}}, size);
    EXPECT_TRUE(std::ranges::all_of(entries, [](double entry) { return entry >= 0; })) << size;
  }
}

TEST(RandomMatrix, RepeatsNoEntryNearby) {
  auto entries = filled({10, 1000}, 3);
  std::ranges::sort(entries);
  EXPECT_EQ(std::ranges::adjacent_find(entries), entries.end());
}

}  // namespace
}  // namespace ipcbench
