/// Kernels: what the consumer computes on a matrix that it received.
#pragma once

#include <array>
#include <string_view>

#include "ipcbench/matrix.hpp"

namespace ipcbench {

struct Kernel {
  std::string_view key;    // "sum": in JSON and on the command line
  double flops_per_entry;  // floating-point operations per entry of the matrix
  double (*run)(ConstMatrixView matrix);
};

/// Sum of all entries, vectorised (Eigen).
double sum(ConstMatrixView matrix);
/// Sum of all entries with one accumulator, in order: what a plain loop does without -ffast-math.
double sum_naive(ConstMatrixView matrix);

inline constexpr std::array kernels{
    Kernel{"sum", 1.0, sum},
    Kernel{"sum_naive", 1.0, sum_naive},
};

/// nullptr if no kernel has this key.
const Kernel* find_kernel(std::string_view key);

}  // namespace ipcbench
