/// Memory of one process for one matrix.
#pragma once

#include <algorithm>
#include <span>

#include "ipcbench/mapping.hpp"
#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// Page-aligned, untouched at first: the first transfer pays its page faults.
class PrivateMatrix {
 public:
  /// `capacity_bytes` where more room than the matrix is needed; 0 for just the matrix.
  explicit PrivateMatrix(Shape shape, std::size_t capacity_bytes = 0)
      : shape_(shape), memory_(Mapping::anonymous(std::max(capacity_bytes, shape.bytes()))) {}

  MatrixView view() const { return {reinterpret_cast<double*>(memory_.data()), shape_}; }
  ConstMatrixView const_view() const { return {view().data, shape_}; }
  std::span<std::byte> bytes() const { return view().bytes(); }
  /// The matrix and the room behind it.
  std::span<std::byte> capacity() const { return {memory_.data(), memory_.bytes()}; }

 private:
  Shape shape_;
  Mapping memory_;
};

}  // namespace ipcbench
