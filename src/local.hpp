/// The rows without a transfer: computing here, and copying here.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "channels/private_matrix.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/samples.hpp"

namespace ipcbench {

/// A way to copy memory within one process; a bound for every transport that copies.
struct Copy {
  std::string_view key;  // "memcpy": in JSON
  void (*run)(std::span<std::byte> to, std::span<const std::byte> from);
};

/// Copies with stores that pass the caches by (non-temporal). Where the processor has none, see copies().
void memcpy_nt(std::span<std::byte> to, std::span<const std::byte> from);

/// The ways to copy that this build has.
std::span<const Copy> copies();

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
  BoundRound(Shape shape, const Copy& copy, std::uint64_t seed);
  /// Has the phases prepare and transfer. Throws CorruptMatrix.
  Sample measure();

 private:
  channels::PrivateMatrix from_;
  channels::PrivateMatrix to_;
  const Copy& copy_;
  std::uint64_t seed_;
};

}  // namespace ipcbench
