#include "ipcbench/kernel.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "facts/sha256.hpp"
#include "ipcbench/errors.hpp"
#include "ipcbench/private_matrix.hpp"
#include "session/local_work.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"

namespace ipcbench {
namespace {

ConstMatrixView readable(const PrivateMatrix& matrix) { return {matrix.view().data, matrix.view().shape}; }

TEST(Kernels, AgreeWithAnExactSum) {
  for (const Shape shape : {Shape{1, 1}, Shape{7, 13}, Shape{170, 911}}) {
    const PrivateMatrix matrix(shape);
    fill_random(matrix.view(), 1);
    const auto entries = matrix.view().entries();
    const auto exact = static_cast<double>(std::accumulate(entries.begin(), entries.end(), 0.0L));
    for (const char* const key : {"sum", "sum_naive"}) {
      EXPECT_NEAR(find_kernel(key)->run(readable(matrix)), exact, 1e-9 * exact) << key << " " << to_string(shape);
    }
  }
}

/// What the grid computes, as plainly as can be: every entry starts from the mean of itself and of what the entry 16
/// before it has become.
long double stepped_sum(std::span<const double> entries, int steps) {
  constexpr std::size_t block = 16;
  std::vector<long double> values(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    values[i] = 0.5L * (entries[i] + (i < block ? 0 : values[i - block]));
    for (int step = 0; step < steps; ++step) values[i] = values[i] * 0.999L + 0.0005L;
  }
  return std::accumulate(values.begin(), values.end(), 0.0L);
}

TEST(Kernels, OfTheComputeGridStepEveryEntry) {
  for (const Kernel& kernel : kernels()) {
    if (kernel.steps == 0) continue;
    EXPECT_EQ(kernel.key, "fma_" + std::to_string(kernel.steps));
    for (const Shape shape : {Shape{1, 1}, Shape{7, 13}, Shape{3, 2049}}) {
      const PrivateMatrix matrix(shape);
      fill_random(matrix.view(), 1);
      const auto expected = static_cast<double>(stepped_sum(readable(matrix).entries(), kernel.steps));
      EXPECT_NEAR(kernel.run(readable(matrix)), expected, 1e-9 * expected) << kernel.key << " " << to_string(shape);
      EXPECT_GE(kernel.flops(shape), 2.0 * kernel.steps * static_cast<double>(shape.entries()));
    }
  }
}

TEST(Kernels, GiveOneValueHoweverTheMatrixComes) {
  const PrivateMatrix matrix({1, 3 * fold_entries + 5});
  fill_random(matrix.view(), 1);
  const std::span<const double> entries = readable(matrix).entries();
  for (const Kernel& kernel : kernels()) {
    const double whole = kernel.fold(0, entries);
    const double pieces =
        kernel.fold(kernel.fold(0, entries.first(2 * fold_entries)), entries.subspan(2 * fold_entries));
    EXPECT_EQ(whole, pieces) << kernel.key;
  }
}

TEST(Kernels, AreFoundByTheirKeys) {
  for (const Kernel& kernel : kernels()) EXPECT_EQ(find_kernel(kernel.key), &kernel);
  EXPECT_EQ(find_kernel("banana"), nullptr);
}

TEST(Copies, CopyEveryByteAtEverySize) {
  for (const channels::CopyMethod& copy : channels::copy_methods()) {
    for (std::size_t size = 1; size < 40; ++size) {
      const PrivateMatrix from({1, size});
      const PrivateMatrix to({1, size});
      fill_random(from.view(), size);
      copy.run(to.bytes(), from.bytes());
      EXPECT_TRUE(std::ranges::equal(to.bytes(), from.bytes())) << copy.key << " " << size;
    }
  }
}

TEST(Digests, DependOnOrder) {
  const PrivateMatrix matrix({1, 2});
  matrix.view().data[0] = 1;
  matrix.view().data[1] = 2;
  const auto before = matrix_digest(readable(matrix));
  std::swap(matrix.view().data[0], matrix.view().data[1]);
  EXPECT_NE(matrix_digest(readable(matrix)), before);
}

TEST(Digests, OfTextsAreSha256) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(WhatIsDoneHere, TakesTime) {
  const LocalTimes computed = LocalCompute({64, 129}, {}).measure();
  const LocalTimes copied = LocalCopy({64, 129}, channels::copy_methods()[0], {}).measure();
  for (const LocalTimes& done : {computed, copied}) {
    EXPECT_GT(done.prepare, 0);
    EXPECT_GT(done.took, 0);
  }
}

TEST(WhatIsDoneHere, CatchesACopyThatIsWrong) {
  const channels::CopyMethod wrong{"wrong",
                                   [](std::span<std::byte> to, std::span<const std::byte>) { to[0] = std::byte{0}; }};
  EXPECT_THROW(LocalCopy({7, 13}, wrong, {}).measure(), CorruptMatrix);
}

}  // namespace
}  // namespace ipcbench
