#include <algorithm>

#include <Eigen/Core>

#include "ipcbench/kernel.hpp"

namespace ipcbench {

double sum(ConstMatrixView matrix) {
  using Entries = Eigen::Map<const Eigen::ArrayXd, Eigen::Aligned64>;
  return Entries(matrix.data, static_cast<Eigen::Index>(matrix.shape.entries())).sum();
}

double sum_naive(ConstMatrixView matrix) {
  double total = 0;
  for (const double entry : matrix.entries()) total += entry;
  return total;
}

const Kernel* find_kernel(std::string_view key) {
  const auto* found = std::ranges::find(kernels, key, &Kernel::key);
  return found == kernels.end() ? nullptr : found;
}

}  // namespace ipcbench
