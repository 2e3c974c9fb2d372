#include "os/cpus.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include "exit_status.hpp"

namespace ipcbench::os {
namespace {

TEST(Placements, AreReadByTheirWords) {
  for (const auto placement :
       {Placement::same_llc, Placement::same_core, Placement::cross_llc, Placement::cross_numa, Placement::none}) {
    EXPECT_EQ(parse_placement(to_string(placement)), placement);
  }
  EXPECT_FALSE(parse_placement("banana"));
}

TEST(Placements, AreTwoCpusUnlessOneCoreIsAskedFor) {
  for (const auto placement : possible_placements()) {
    const auto cpus = find_cpus(placement);
    ASSERT_TRUE(cpus) << to_string(placement);
    EXPECT_TRUE(placement == Placement::same_core || cpus->producer != cpus->consumer) << to_string(placement);
  }
}

TEST(Placements, OnOneCoreAreAlwaysPossible) { EXPECT_TRUE(find_cpus(Placement::same_core)); }

TEST(Pinning, MovesTheProcessToTheCpu) {
  const Child pinned([] {
    const int cpu = *find_cpus(Placement::same_core)->producer;
    pin_to(cpu);
    return ::sched_getcpu() == cpu ? 0 : 1;
  });
  EXPECT_EQ(test::exit_status(pinned), 0);
}

}  // namespace
}  // namespace ipcbench::os
