/// What is measured in one process, without a transfer: computing here, and copying here.
#pragma once

#include <cstdint>

#include "channels/copy_method.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/clock.hpp"

namespace ipcbench {

struct LocalTimes {
  Nanoseconds prepare = 0;  // filling the matrix
  Nanoseconds took = 0;     // what followed
};

/// The kernel over freshly written matrices.
class LocalCompute {
 public:
  LocalCompute(Shape shape, const Kernel& kernel, std::uint64_t seed) : matrix_(shape), kernel_(kernel), seed_(seed) {}
  LocalTimes measure();

 private:
  PrivateMatrix matrix_;
  const Kernel& kernel_;
  std::uint64_t seed_;
};

/// Copies of freshly written matrices to memory touched before.
class LocalCopy {
 public:
  LocalCopy(Shape shape, const channels::CopyMethod& copy, std::uint64_t seed);
  /// Throws CorruptMatrix.
  LocalTimes measure();

 private:
  PrivateMatrix from_;
  PrivateMatrix to_;
  const channels::CopyMethod& copy_;
  std::uint64_t seed_;
};

}  // namespace ipcbench
