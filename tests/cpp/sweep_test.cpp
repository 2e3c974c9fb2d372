#include "campaign/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ipcbench::campaign {
namespace {

/// What the sweep of a row of tests/cpp/faulty_kind.cpp finds: its key has a letter for each of its tunings.
Sweep sweep_of(const std::string& letters, std::size_t likeliest = 0) {
  const auto rows = rows_of({"tuned"}, {});
  const Producers producers(own_command("ipcbench_tests"), {});
  return sweep(*std::ranges::find(rows, letters, &Row::key), {}, producers, likeliest);
}

TEST(Sweeping, LeavesOutWhatThisMachineDoesNotAllow) {
  const Sweep found = sweep_of("fg");
  ASSERT_EQ(found.trials.size(), 1U);
  ASSERT_EQ(found.chosen, 1U);
  EXPECT_EQ(std::get<std::string>(found.trials.front().settings.at("letter")), "g");
  EXPECT_GT(found.trials.front().total, 0);
}

TEST(Sweeping, ChoosesNothingWhereNothingIsAllowed) { EXPECT_FALSE(sweep_of("f").chosen); }

TEST(Sweeping, KeepsTheLikeliestWhereNoOtherIsBetterByMoreThanNoise) {
  EXPECT_EQ(sweep_of("ggg").chosen, 0U);
  EXPECT_EQ(sweep_of("gs").chosen, 0U);
}

TEST(Sweeping, TakesAnotherThatIsBetterEachTime) { EXPECT_EQ(sweep_of("sg").chosen, 1U); }

TEST(Sweeping, StartsFromTheTuningThatItIsTold) { EXPECT_EQ(sweep_of("ggg", 2).chosen, 2U); }

TEST(Sweeping, TakesWrongDataForAnErrorAndNotForASlowTuning) {
  try {
    sweep_of("gb");
    FAIL() << "no error";
  } catch (const Reported& error) {
    EXPECT_EQ(error.name(), "CorruptMatrix");
  }
}

}  // namespace
}  // namespace ipcbench::campaign
