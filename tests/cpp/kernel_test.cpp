#include "ipcbench/kernel.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

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
    EXPECT_NEAR(sum(readable(matrix)), exact, 1e-9 * exact) << to_string(shape);
    EXPECT_NEAR(sum_naive(readable(matrix)), exact, 1e-9 * exact) << to_string(shape);
  }
}

TEST(Kernels, AreFoundByTheirKeys) {
  for (const Kernel& kernel : kernels) EXPECT_EQ(find_kernel(kernel.key), &kernel);
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
