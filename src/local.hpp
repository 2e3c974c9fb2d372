/// The rows without a transfer: computing here, and copying here.
#pragma once

#include <cstdint>

#include "channels/copy.hpp"
#include "channels/private_matrix.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/samples.hpp"

namespace ipcbench {

/// One round of local/<kernel>: the kernel over a freshly written matrix.
class LocalRound {
 public:
  LocalRound(Shape shape, const Kernel& kernel, std::uint64_t seed) : matrix_(shape), kernel_(kernel), seed_(seed) {}
  /// Has the phases prepare and compute.
  Sample measure();

 private:
  channels::PrivateMatrix matrix_;
  const Kernel& kernel_;
  std::uint64_t seed_;
};

/// One round of bound/<copy>: a copy of a freshly written matrix to memory touched before.
class BoundRound {
 public:
  BoundRound(Shape shape, const channels::Copy& copy, std::uint64_t seed);
  /// Has the phases prepare and transfer. Throws CorruptMatrix.
  Sample measure();

 private:
  channels::PrivateMatrix from_;
  channels::PrivateMatrix to_;
  const channels::Copy& copy_;
  std::uint64_t seed_;
};

}  // namespace ipcbench
