/// Room for one matrix in memory that two processes share, and the word that says whose turn it is.
#pragma once

#include <span>

#include "ipcbench/matrix.hpp"
#include "os/futex.hpp"
#include "os/shared_memory.hpp"

namespace ipcbench::channels {

/// The word lies in front of the matrix, and away from it.
class Slot {
 public:
  Slot(Shape shape, Mapping memory) : shape_(shape), memory_(std::move(memory)) {}

  /// What a mapping must hold for a matrix of this shape.
  static std::size_t bytes_for(Shape shape) { return os::apart_bytes + shape.bytes(); }

  MatrixView matrix() const { return {reinterpret_cast<double*>(memory_.data() + os::apart_bytes), shape_}; }
  ConstMatrixView const_matrix() const { return {matrix().data, shape_}; }
  /// Mapped zeroed, hence `empty` at first.
  os::Word& turn() const { return *reinterpret_cast<os::Word*>(memory_.data()); }

  static_assert(os::apart_bytes % matrix_alignment == 0);
  static constexpr std::uint32_t empty = 0;  // the producer may write
  static constexpr std::uint32_t full = 1;   // the consumer may read

 private:
  Shape shape_;
  Mapping memory_;
};

}  // namespace ipcbench::channels
