#include <gtest/gtest.h>

#include "channels/copy_method.hpp"
#include "ipcbench/errors.hpp"
#include "session/local_work.hpp"
#include "session/session.hpp"

namespace ipcbench {
namespace {

constexpr Shape small{7, 13};

/// How often a kernel has run in this process.
int runs = 0;
constexpr Kernel counting{"counting", [](Shape) { return 1.0; },
                          [](ConstMatrixView matrix) {
                            ++runs;
                            return default_kernel().run(matrix);
                          }};

int runs_of(auto measure) {
  runs = 0;
  measure();
  return runs;
}

TEST(ComputingHere, MakesThePassesOfATransfer) {
  // Once before the clock starts, as the producer does for what it expects; once after, as the consumer does.
  LocalCompute here(small, {.kernel = &counting});
  LocalCopy copy(small, channels::bounds().front(), {.kernel = &counting});
  EXPECT_EQ(runs_of([&] { here.measure(); }), 2);
  EXPECT_EQ(runs_of([&] { copy.measure(); }), 2);
  Session session(find_transport("pipe")->open(small), small, {.kernel = &counting});
  EXPECT_EQ(runs_of([&] { session.transfer(); }), 1) << "in the producer";
}

TEST(ComputingHere, TakesTimeWhereverTheMatrixLies) {
  for (const Residency residency : {Residency::cache, Residency::memory}) {
    LocalCompute here({64, 129}, {.residency = residency});
    LocalCopy copy({64, 129}, channels::bounds().front(), {.residency = residency});
    for (const LocalTimes& times : {here.measure(), here.measure(), copy.measure()}) {
      EXPECT_GT(times.prepare, 0);
      EXPECT_GT(times.took, 0);
    }
  }
}

TEST(ComputingHere, RefusesAKernelThatComputesSomethingElseEachTime) {
  static constexpr Kernel moody{"moody", [](Shape) { return 1.0; },
                                [](ConstMatrixView) { return static_cast<double>(++runs); }};
  EXPECT_THROW(LocalCompute(small, {.kernel = &moody}).measure(), CorruptMatrix);
}

}  // namespace
}  // namespace ipcbench
