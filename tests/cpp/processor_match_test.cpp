#include "facts/processor_match.hpp"

#include <gtest/gtest.h>

#include <string>

#include "fake_root.hpp"
#include "ipcbench/errors.hpp"

namespace ipcbench::facts {
namespace {

using test::FakeRoot;

TEST(TunedFor, SaysWhetherAProcessorIsTheOneThatABuildIsFor) {
  FakeRoot root;
  root.write("/proc/cpuinfo",
             "processor\t: 0\nmodel name\t: A\nflags\t\t: avx avx2\ncpu MHz\t: 1\n\nprocessor\t: 1\nmodel name\t: A");
  const auto digest = processor_digest(root.files());
  EXPECT_EQ(tuned_for(root.files(), digest), "this processor");
  EXPECT_EQ(tuned_for(root.files(), ""), "any processor");
  EXPECT_EQ(tuned_for(root.files(), "f00"), "another processor");
  root.write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: A\nflags\t\t: avx avx2\ncpu MHz\t: 2");
  EXPECT_EQ(tuned_for(root.files(), digest), "this processor") << "what changes by itself does not count";
  root.write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: A\nflags\t\t: avx");
  EXPECT_EQ(tuned_for(root.files(), digest), "another processor");
}

TEST(TunedFor, RefusesToRunWithoutWhatTheBuildNeeds) {
  EXPECT_TRUE(lacking_features().empty()) << "it runs";
  EXPECT_NO_THROW(require_features({}));
  try {
    require_features({"avx2", "avx512f"});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("lacks avx2, avx512f\nTry: build it here anew"), std::string::npos);
  }
}

}  // namespace
}  // namespace ipcbench::facts
