#include "ipcbench/matrix.hpp"

#include <gtest/gtest.h>

#include "ipcbench/errors.hpp"

namespace ipcbench {
namespace {

TEST(Shape, IsReadAsRowsByColumns) {
  EXPECT_EQ(parse_shape("170x9111"), (Shape{170, 9111}));
  EXPECT_EQ(parse_shape("1x1"), (Shape{1, 1}));
  EXPECT_EQ(to_string(parse_shape("500x9111")), "500x9111");
}

TEST(Shape, KnowsItsSize) {
  EXPECT_EQ((Shape{170, 9111}.bytes()), 12'390'960u);
  EXPECT_EQ((Shape{500, 9111}.bytes()), 36'444'000u);
}

TEST(Shape, IsRefusedUnlessBothExtentsArePositiveNumbers) {
  for (const char* text : {"", "x", "3x", "x3", "0x5", "5x0", "banana", "3x4x5", "-3x4", "3x-4", "3 x4", "3x4 ", "3X4",
                           "+3x4", "3.0x4", "0x10", "99999999999999999999x1"}) {
    EXPECT_THROW(parse_shape(text), UsageError) << text;
  }
}

TEST(Shape, IsRefusedIfItsBytesDoNotFitInto63Bits) {
  EXPECT_THROW(parse_shape("4294967296x4294967296"), UsageError);
  EXPECT_THROW(parse_shape("1152921504606846976x1"), UsageError);
  EXPECT_EQ(parse_shape("1152921504606846975x1").rows, 1152921504606846975u);
}

}  // namespace
}  // namespace ipcbench
