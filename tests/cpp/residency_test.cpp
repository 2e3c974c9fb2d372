#include "os/residency.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace ipcbench::os {
namespace {

TEST(Residencies, AreKnownByTheirWords) {
  for (const Residency residency : {Residency::cache, Residency::memory}) {
    EXPECT_EQ(parse_residency(to_string(residency)), residency);
  }
  EXPECT_FALSE(parse_residency("disk"));
}

/// That it takes bytes out of the caches shows tests/experiments/residency.cpp: a test of times would fail at times.
TEST(Evicting, LeavesEveryByteAsItWas) {
  std::vector<unsigned char> bytes(10'000);
  std::iota(bytes.begin(), bytes.end(), 0);
  const auto before = bytes;
  for (const std::size_t begin : {0, 1, 63, 64, 9'999}) {
    const auto some = std::as_bytes(std::span(bytes)).subspan(begin);
    evict(some);
    settle(some.first(1), Residency::memory);
    settle(some, Residency::cache);
    EXPECT_EQ(bytes, before);
  }
  evict({});
  sweep_caches(1'000'000);
  EXPECT_EQ(bytes, before);
}

}  // namespace
}  // namespace ipcbench::os
