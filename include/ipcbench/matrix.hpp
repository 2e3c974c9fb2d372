/// Shapes and views of matrices. A matrix is row-major, contiguous, of doubles, and starts on a 64-byte boundary.
#pragma once

#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace ipcbench {

inline constexpr std::size_t matrix_alignment = 64;  // bytes: a cache line, and the widest vector register

/// Extents of a matrix; both at least 1.
struct Shape {
  std::size_t rows = 0;
  std::size_t cols = 0;

  constexpr std::size_t entries() const { return rows * cols; }
  constexpr std::size_t bytes() const { return entries() * sizeof(double); }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 means the 0 that a comparison is held against
  friend constexpr auto operator<=>(const Shape&, const Shape&) = default;
};

/// "170x9111".
std::string to_string(Shape shape);

/// Reads "170x9111". Throws UsageError unless both extents are positive decimal numbers and the size in bytes fits
/// into 63 bits.
Shape parse_shape(std::string_view text);

/// A matrix somebody else owns. `T` is double (writable) or const double.
template <typename T>
struct BasicMatrixView {
  T* data = nullptr;
  Shape shape;

  std::span<T> entries() const { return {data, shape.entries()}; }
  auto bytes() const {
    if constexpr (std::is_const_v<T>) {
      return std::as_bytes(entries());
    } else {
      return std::as_writable_bytes(entries());
    }
  }
};

using MatrixView = BasicMatrixView<double>;
using ConstMatrixView = BasicMatrixView<const double>;

}  // namespace ipcbench
