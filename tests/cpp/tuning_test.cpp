#include "tuning.hpp"

#include <gtest/gtest.h>

#include "faulty_channel.hpp"

namespace ipcbench::test {
namespace {

constexpr Shape small{7, 13};
constexpr std::size_t broken_bytes = 1, forbidden_bytes = 2, good_bytes = 3;

/// A pipe with a word of what its tuning does to it.
std::unique_ptr<Channel> open_pipe(Shape shape, const Tuning& tuning) {
  if (tuning.buffer_bytes == forbidden_bytes) throw SystemError("open a pipe", EPERM);
  Faults faults;
  if (tuning.buffer_bytes == broken_bytes) faults.received = [](std::span<double> entries) { entries[0] = 0; };
  return faulty(find_transport("pipe")->open(shape), shape, faults);
}

template <std::size_t... buffer_bytes>
std::vector<Tuning> tunings(Shape) {
  return {Tuning{.buffer_bytes = buffer_bytes}...};
}

Row row_of(Transport& transport, std::vector<Tuning> (*choices)(Shape)) {
  transport = *find_transport("pipe");
  transport.tunings = choices;
  transport.open_tuned = open_pipe;
  return {.kind = RowKind::transfer, .shape = small, .transport = &transport, .kernel = &kernels[0]};
}

TEST(Sweeping, LeavesOutWhatThisMachineDoesNotAllow) {
  Transport transport;
  const Sweep found = sweep(row_of(transport, tunings<forbidden_bytes, good_bytes>), {});
  ASSERT_EQ(found.trials.size(), 1u);
  ASSERT_TRUE(found.chosen.has_value());
  EXPECT_EQ(found.chosen->buffer_bytes, good_bytes);
  EXPECT_GT(found.trials.front().total, 0);
}

TEST(Sweeping, ChoosesNothingWhereNothingIsAllowed) {
  Transport transport;
  EXPECT_FALSE(sweep(row_of(transport, tunings<forbidden_bytes>), {}).chosen.has_value());
}

TEST(Sweeping, TakesWrongDataForAnErrorAndNotForASlowTuning) {
  Transport transport;
  EXPECT_THROW(sweep(row_of(transport, tunings<good_bytes, broken_bytes>), {}), CorruptMatrix);
}

}  // namespace
}  // namespace ipcbench::test
