#include "ipcbench/kernel.hpp"

#include <algorithm>

#include <Eigen/Core>

namespace ipcbench {
namespace {

double vectorised_sum(std::span<const double> entries) {
  using Entries = Eigen::Map<const Eigen::ArrayXd, Eigen::Aligned64>;
  return Entries(entries.data(), static_cast<Eigen::Index>(entries.size())).sum();
}

}  // namespace

double sum(ConstMatrixView matrix) { return vectorised_sum(matrix.entries()); }

double sum_naive(ConstMatrixView matrix) { return fold_sum_naive(0, matrix.entries()); }

double fold_sum(double before, std::span<const double> piece) {
  for (; piece.size() > fold_entries; piece = piece.subspan(fold_entries)) {
    before += vectorised_sum(piece.first(fold_entries));
  }
  return before + vectorised_sum(piece);
}

double fold_sum_naive(double before, std::span<const double> piece) {
  for (const double entry : piece) before += entry;
  return before;
}

const Kernel* find_kernel(std::string_view key) {
  const auto* found = std::ranges::find(kernels, key, &Kernel::key);
  return found == kernels.end() ? nullptr : found;
}

}  // namespace ipcbench
