/// The fixture of tests that run over every registered transport, and check that it leaves nothing behind.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include "ipcbench/transport.hpp"
#include "leftovers.hpp"

namespace ipcbench {

inline void PrintTo(const Transport& transport, std::ostream* out) { *out << transport.key; }

}  // namespace ipcbench

namespace ipcbench::test {

class EveryTransport : public testing::TestWithParam<Transport> {
 protected:
  void SetUp() override { before_ = leftovers(); }
  void TearDown() override {
    // A process that a test has killed may take a moment to let go.
    constexpr int patience_ms = 2'000;
    for (int waited = 0; waited < patience_ms && leftovers() != before_; ++waited) ::usleep(1'000);
    EXPECT_EQ(leftovers(), before_);
  }

  /// False if the transport cannot run here; the test is then skipped, by name.
  bool can_carry(Shape shape) const {
    const auto why = GetParam().probe(shape);
    if (why) std::cout << GetParam().key << " cannot run here: " << why->reason << "\n";
    return !why;
  }

 private:
  std::vector<std::string> before_;
};

inline std::string key_of(const testing::TestParamInfo<Transport>& info) { return std::string(info.param.key); }

}  // namespace ipcbench::test

#define IPCBENCH_FOR_EVERY_TRANSPORT(fixture) \
  INSTANTIATE_TEST_SUITE_P(Transports, fixture, testing::ValuesIn(ipcbench::transports()), ipcbench::test::key_of)

#define IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape) \
  if (!can_carry(shape)) GTEST_SKIP() << GetParam().key << " cannot run here"
