// Wrong data is caught, whichever transport carries it.

#include <algorithm>

#include "faults.hpp"

namespace ipcbench::test {
namespace {

class CorruptionOf : public FaultsOf {};
IPCBENCH_FOR_EVERY_TRANSPORT(CorruptionOf);

TEST_P(CorruptionOf, CatchesOneFlippedBit) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto flip = [](std::span<double> entries) {
    auto* byte = reinterpret_cast<unsigned char*>(&entries[entries.size() / 2]);
    *byte = static_cast<unsigned char>(*byte ^ 1);
  };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = flip}), "");
}

TEST_P(CorruptionOf, CatchesATruncatedMatrix) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto truncate = [](std::span<double> entries) { entries.back() = 0; };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = truncate}), "");
}

TEST_P(CorruptionOf, CatchesPiecesInTheWrongOrder) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto reorder = [](std::span<double> entries) {
    std::rotate(entries.begin(), entries.begin() + 512, entries.end());
  };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = reorder}), "");
}

}  // namespace
}  // namespace ipcbench::test
