/// Room for one matrix in memory that two processes share, and the word that says whose turn it is.
#pragma once

#include <memory>
#include <span>
#include <utility>

#include "ipcbench/matrix.hpp"
#include "os/futex.hpp"
#include "os/shared_memory.hpp"

namespace ipcbench::channels {

/// The words of all parts lie in front of the matrix, away from it and from each other.
class Slot {
 public:
  Slot(Shape shape, Mapping memory) : Slot(shape, std::make_shared<Mapping>(std::move(memory)), 0, 1, 0) {}
  /// The rows from `first_row` on, as many as `part` has, of a matrix with as many columns, for one of several
  /// consumers.
  Slot(Shape part, std::shared_ptr<Mapping> memory, std::size_t consumer, std::size_t consumers, std::size_t first_row)
      : memory_(std::move(memory)),
        turn_(reinterpret_cast<os::Word*>(memory_->data() + consumer * os::apart_bytes)),
        matrix_{reinterpret_cast<double*>(memory_->data() + consumers * os::apart_bytes) + first_row * part.cols,
                part} {}

  /// What a mapping must hold for a matrix of this shape.
  static std::size_t bytes_for(Shape shape, std::size_t consumers = 1) {
    return consumers * os::apart_bytes + shape.bytes();
  }

  MatrixView matrix() const { return matrix_; }
  ConstMatrixView const_matrix() const { return {matrix_.data, matrix_.shape}; }
  /// Mapped zeroed, hence `empty` at first.
  os::Word& turn() const { return *turn_; }

  static_assert(os::apart_bytes % matrix_alignment == 0);
  static constexpr std::uint32_t empty = 0;  // the producer may write
  static constexpr std::uint32_t full = 1;   // the consumer may read

 private:
  std::shared_ptr<Mapping> memory_;
  os::Word* turn_;
  MatrixView matrix_;
};

}  // namespace ipcbench::channels
