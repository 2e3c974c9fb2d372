#include "ipcbench/kernel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace ipcbench {
namespace {

using Entries = Eigen::Map<const Eigen::ArrayXd, Eigen::Aligned64>;

Entries vector_of(std::span<const double> entries) {
  return {entries.data(), static_cast<Eigen::Index>(entries.size())};
}

double vectorised_sum(std::span<const double> entries) { return vector_of(entries).sum(); }

double naive_sum(double before, std::span<const double> entries) {
  for (const double entry : entries) before += entry;
  return before;
}

#if defined(__AVX512F__)
constexpr std::size_t register_bytes = 64;
#elif defined(__AVX__)
constexpr std::size_t register_bytes = 32;
#else
constexpr std::size_t register_bytes = 16;
#endif
using Register __attribute__((vector_size(register_bytes))) = double;

/// 16 entries, which go through all their steps side by side.
constexpr std::size_t block_entries = 16;
constexpr std::size_t block_bytes = block_entries * sizeof(double);
constexpr auto registers_of_a_block = std::make_index_sequence<block_bytes / register_bytes>{};
using Block = std::array<Register, registers_of_a_block.size()>;

Block block_of(std::span<const double> entries) {
  Block block{};
  std::memcpy(block.data(), entries.data(), entries.size_bytes());
  return block;
}

/// The mean of a block and of what the one before has become, so that none begins before the other has ended; then so
/// many steps of entry * factor + term, which keep it in [0, 1). `sums` grows by the result. Each register has a name
/// of its own, for a loop over them would keep them in memory.
template <int steps, std::size_t... i>
void step_and_add(const Block& block, Block& carried, Block& sums, std::index_sequence<i...>) {
  constexpr double factor = 0.999;
  constexpr double term = 0.0005;
  Block next = {(0.5 * (block[i] + carried[i]))...};
  for (int step = 0; step < steps; ++step) ((next[i] = next[i] * factor + term), ...);
  ((sums[i] += next[i]), ...);
  carried = next;
}

/// The sum of what the steps make of the entries.
template <int steps>
double stepped_sum(std::span<const double> entries) {
  Block carried{}, sums{}, last{};
  for (; entries.size() >= block_entries; entries = entries.subspan(block_entries)) {
    step_and_add<steps>(block_of(entries.first(block_entries)), carried, sums, registers_of_a_block);
  }
  step_and_add<steps>(block_of(entries), carried, last, registers_of_a_block);
  std::array<double, block_entries> columns, rest;
  std::memcpy(columns.data(), sums.data(), block_bytes);
  std::memcpy(rest.data(), last.data(), block_bytes);
  return std::accumulate(columns.begin(), columns.end(), 0.0) +
         std::accumulate(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(entries.size()), 0.0);
}

template <double (*part)(std::span<const double>)>
double over_all(ConstMatrixView matrix) {
  return part(matrix.entries());
}

/// Piece by piece, so that it gives one value however the matrix comes.
template <double (*part)(std::span<const double>)>
double folded(double before, std::span<const double> piece) {
  for (; piece.size() > fold_entries; piece = piece.subspan(fold_entries)) before += part(piece.first(fold_entries));
  return before + part(piece);
}

template <int per_entry>
double flops_of(Shape matrix) {
  return per_entry * static_cast<double>(matrix.entries());
}

template <int steps>
Kernel grid_point(std::string_view key) {
  constexpr int operations = 2 * steps + 3;  // with the mean and the sum
  constexpr auto part = stepped_sum<steps>;
  return {key, flops_of<operations>, over_all<part>, folded<part>, steps};
}

std::vector<Kernel> all_kernels() {
  return {
      {"sum", flops_of<1>, over_all<vectorised_sum>, folded<vectorised_sum>},
      {"sum_naive", flops_of<1>, [](ConstMatrixView matrix) { return naive_sum(0, matrix.entries()); }, naive_sum},
      grid_point<1>("fma_1"),
      grid_point<2>("fma_2"),
      grid_point<4>("fma_4"),
      grid_point<8>("fma_8"),
      grid_point<16>("fma_16"),
      grid_point<32>("fma_32"),
      grid_point<64>("fma_64"),
      grid_point<128>("fma_128"),
      grid_point<256>("fma_256"),
      grid_point<512>("fma_512"),
      grid_point<1024>("fma_1024"),
      grid_point<2048>("fma_2048"),
      grid_point<4096>("fma_4096"),
  };
}

}  // namespace

std::span<const Kernel> kernels() {
  static const auto all = all_kernels();
  return all;
}

const Kernel* find_kernel(std::string_view key) {
  const auto found = std::ranges::find(kernels(), key, &Kernel::key);
  return found == kernels().end() ? nullptr : &*found;
}

const Kernel& default_kernel() { return *find_kernel("sum"); }

const Kernel& grid_sample() { return *find_kernel("fma_16"); }

}  // namespace ipcbench
