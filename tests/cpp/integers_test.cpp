#include "os/integers.hpp"

#include <gtest/gtest.h>

namespace ipcbench::os {
namespace {

TEST(Integer, IsAllOfTheText) {
  EXPECT_EQ(integer("85"), 85);
  EXPECT_EQ(integer("-1"), -1);
  EXPECT_EQ(integer("9223372036854775807"), 9223372036854775807);
  for (const char* const text : {"", " 85", "85 ", "+85", "0x41", "8.5", "cpu", "9223372036854775808"}) {
    EXPECT_EQ(integer(text), std::nullopt) << text;
  }
}

TEST(Integer, Fits) {
  EXPECT_EQ(integer<int>("2147483647"), 2147483647);
  EXPECT_EQ(integer<int>("4294967297"), std::nullopt);
}

}  // namespace
}  // namespace ipcbench::os
