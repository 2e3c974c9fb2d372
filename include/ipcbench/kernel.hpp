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
  std::string_view key;    // "sum": in JSON and on the command line
  double flops_per_entry;  // floating-point operations per entry of the matrix
  double (*run)(ConstMatrixView matrix);
  /// The kernel over a matrix that comes in pieces, in order: its value over what came before `piece`, which is 0 at
  /// first, and `piece`. Rounds differently than run(). nullptr if the kernel needs the whole matrix.
  double (*fold)(double before, std::span<const double> piece) = nullptr;
};

/// Sum of all entries, vectorised (Eigen).
double sum(ConstMatrixView matrix);
/// Sum of all entries with one accumulator, in order: what a plain loop does without -ffast-math.
double sum_naive(ConstMatrixView matrix);

double fold_sum(double before, std::span<const double> piece);
double fold_sum_naive(double before, std::span<const double> piece);

inline constexpr std::array kernels{
    Kernel{"sum", 1.0, sum, fold_sum},
    Kernel{"sum_naive", 1.0, sum_naive, fold_sum_naive},
};

/// nullptr if no kernel has this key.
const Kernel* find_kernel(std::string_view key);

}  // namespace ipcbench
