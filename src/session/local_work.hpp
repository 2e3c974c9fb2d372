/// What is measured in one process, without a transfer: computing here, and copying here.
#pragma once

#include <cstdint>

#include "channels/copy_method.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/clock.hpp"
#include "os/residency.hpp"

namespace ipcbench {

struct LocalTimes {
  Nanoseconds prepare = 0;  // filling the matrix
  Nanoseconds took = 0;     // what followed
};

/// What happens to a matrix before the clock starts, and where it lies then.
struct LocalOptions {
  const Kernel* kernel = &default_kernel();  // what is computed, or would be on what was copied
  Residency residency = Residency::cache;
  std::uint64_t seed = 1;
};

// Both make the passes over their matrices that the two sides of a transfer make, in their order, so that the caches
// are in the same state: filled, digested, computed on; then the clock; read by the kernel, and digested once more.

/// The kernel over freshly written matrices.
class LocalCompute {
 public:
  LocalCompute(Shape shape, const LocalOptions& options) : matrix_(shape), options_(options) {}
  /// Throws CorruptMatrix.
  LocalTimes measure();

 private:
  PrivateMatrix matrix_;
  LocalOptions options_;
};

/// Copies of freshly written matrices to memory touched before.
class LocalCopy {
 public:
  LocalCopy(Shape shape, const channels::CopyMethod& copy, const LocalOptions& options);
  /// Throws CorruptMatrix.
  LocalTimes measure();

 private:
  PrivateMatrix from_;
  PrivateMatrix to_;
  const channels::CopyMethod& copy_;
  LocalOptions options_;
};

}  // namespace ipcbench
