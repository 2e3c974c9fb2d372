// One matrix over several workers: cut by rows, or whole to each; and over threads.

#include "pool/spread.hpp"

#include <signal.h>

#include <atomic>

#include "every_transport.hpp"
#include "faulty_channel.hpp"
#include "ipcbench/errors.hpp"
#include "pool/threads.hpp"

namespace ipcbench::test {
namespace {

constexpr Shape small{64, 129};

TEST(Parts, CoverTheMatrixAndBeginOnCacheLines) {
  for (const Shape shape : {Shape{170, 9111}, Shape{500, 9111}, Shape{64, 129}, Shape{136, 1}}) {
    for (std::size_t workers = 1; workers <= 17 && workers * 8 <= shape.rows; ++workers) {
      std::size_t next = 0;
      for (const Part& part : parts_of(shape, workers, Cut::by_rows)) {
        EXPECT_EQ(part.first_row, next);
        EXPECT_GT(part.rows, 0U);
        EXPECT_EQ(part.first_row * shape.cols * sizeof(double) % matrix_alignment, 0U);
        next += part.rows;
      }
      EXPECT_EQ(next, shape.rows) << to_string(shape) << " over " << workers;
    }
  }
  EXPECT_THROW(parts_of({15, 9111}, 2, Cut::by_rows), Error);
  for (const Part& part : parts_of({3, 5}, 4, Cut::whole)) EXPECT_EQ(part.rows, 3U);
}

/// The transport, with these faults in every channel that it opens.
Transport with_faults(const Transport& transport, const Faults& faults) {
  Transport changed = transport;
  changed.open = [&transport, faults](Shape shape) { return faulty(transport.open(shape), shape, faults); };
  changed.open_shared = nullptr;  // a plain function, which has no room for faults
  return changed;
}

class SpreadOf : public EveryTransport {
 protected:
  bool can_spread() const { return can_carry(small) && GetParam().open(small)->consumer() == Consumer::waiting; }

  SpreadOptions options(std::size_t workers, Cut cut) const {
    return {.crew = {.workers = workers, .kernel = find_kernel("fma_4"), .waiting = GetParam().waiting},
            .cut = cut,
            .seed = 4711};
  }
};
IPCBENCH_FOR_EVERY_TRANSPORT(SpreadOf);

#define IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD() \
  if (!can_spread()) GTEST_SKIP() << GetParam().key << " has no workers that stay, or cannot run here"

TEST_P(SpreadOf, ComputesWhatThisProcessComputes) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD();
  for (const Cut cut : {Cut::by_rows, Cut::whole}) {
    for (const std::size_t workers : {1, 2, 3}) {
      Spread spread(GetParam(), small, options(workers, cut));
      for (int i = 0; i < 3; ++i) {
        const Spreaded took = spread.measure();
        EXPECT_GT(took.here, 0);
        EXPECT_GT(took.spread, 0);
        EXPECT_GE(took.compute, 0);
        EXPECT_GT(took.gather, 0);
      }
      spread.check_digests();
      spread.measure();
    }
  }
}

TEST_P(SpreadOf, CatchesAPartThatIsAnother) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD();
  const auto zero = [](std::span<double> entries) { entries.front() = entries.front() == 0 ? 1 : 0; };
  const Transport transport = with_faults(GetParam(), {.received = zero});
  for (const Cut cut : {Cut::by_rows, Cut::whole}) {
    Spread spread(transport, small, options(2, cut));
    EXPECT_THROW(spread.measure(), CorruptMatrix);
  }
}

TEST_P(SpreadOf, CatchesAFlippedBitThatChangesNoValue) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD();
  const auto flip = [](std::span<double> entries) {
    auto* byte = reinterpret_cast<unsigned char*>(&entries[entries.size() / 2]);
    *byte = static_cast<unsigned char>(*byte ^ 1);
  };
  const Transport transport = with_faults(GetParam(), {.received = flip});
  Spread spread(transport, small, options(2, Cut::by_rows));
  spread.check_digests();
  EXPECT_THROW(spread.measure(), CorruptMatrix);
}

TEST_P(SpreadOf, EndsWhenAWorkerIsKilled) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD();
  const Transport transport = with_faults(GetParam(), {.before_receive = [] { ::raise(SIGKILL); }});
  EXPECT_THROW(Spread(transport, small, options(2, Cut::by_rows)).measure(), PeerDied);
}

/// What the channels of one matrix promise: each consumer sees the rows of its part, as they were written.
TEST_P(SpreadOf, ShowsEachConsumerItsPartOfOneMatrix) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_SPREAD();
  if (GetParam().open_shared == nullptr) GTEST_SKIP() << GetParam().key << " has a matrix for each consumer";
  const std::vector<Part> parts{{0, 8}, {8, 56}, {0, 64}};
  const auto channels = GetParam().open_shared(small, parts);
  ASSERT_EQ(channels.size(), parts.size());
  std::vector<MatrixView> loaned;
  for (const auto& channel : channels) loaned.push_back(channel->keep_sender()->loan());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(loaned[i].shape, (Shape{parts[i].rows, small.cols}));
    EXPECT_EQ(loaned[i].data, loaned.back().data + parts[i].first_row * small.cols);
  }
}

TEST(ThreadsHere, ComputeWhatThisProcessComputes) {
  for (const std::size_t workers : {1, 2, 3}) {
    Threads threads(small, {.workers = workers, .kernel = find_kernel("fma_4")});
    for (int i = 0; i < 3; ++i) {
      const Spreaded took = threads.measure();
      EXPECT_GT(took.here, 0);
      EXPECT_GT(took.spread, 0);
      EXPECT_GT(took.gather, 0);
    }
  }
}

TEST(ThreadsHere, CatchAKernelThatComputesSomethingElseEachTime) {
  static std::atomic<int> runs = 0;
  static constexpr Kernel moody{"moody", [](Shape) { return 1.0; },
                                [](ConstMatrixView) { return static_cast<double>(++runs); }};
  Threads threads(small, {.workers = 2, .kernel = &moody});
  EXPECT_THROW(threads.measure(), CorruptMatrix);
}

}  // namespace
}  // namespace ipcbench::test
