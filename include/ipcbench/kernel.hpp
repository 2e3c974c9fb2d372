/// Kernels: what the consumer computes on a matrix that it received.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// Streams come in pieces of a multiple of so many entries, so that a fold gives one value however they are cut.
inline constexpr std::size_t fold_entries = 4096;

struct Kernel {
  std::string_view key;           // "sum": in JSON and on the command line
  double (*flops)(Shape matrix);  // floating-point operations on one
  double (*run)(ConstMatrixView matrix);
  /// The kernel over a matrix that comes in pieces, in order: its value over what came before `piece`, which is 0 at
  /// first, and `piece`. Rounds differently than run(). nullptr if the kernel needs the whole matrix.
  double (*fold)(double before, std::span<const double> piece) = nullptr;
  int steps = 0;  // of the compute grid: multiply-adds per entry; 0 for a kernel that is no point of it
};

/// Every kernel: `sum` (vectorised), `sum_naive` (one accumulator, in order, as a plain loop does without -ffast-math),
/// and the compute grid: `fma_1`, `fma_2`, `fma_4` … `fma_4096`, so many dependent multiply-adds on each entry, summed.
std::span<const Kernel> kernels();

/// nullptr if no kernel has this key.
const Kernel* find_kernel(std::string_view key);

/// The sum of all entries: what is computed unless something else is asked for.
const Kernel& default_kernel();

/// The point of the compute grid that every run measures here, so that the time of the others can be told from it.
const Kernel& grid_sample();

}  // namespace ipcbench
