#include "ipcbench/matrix.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

#include "ipcbench/errors.hpp"

namespace ipcbench {
namespace {

/// The extent at the start of `text`, which it is taken off; 0 if there is none.
std::size_t take_extent(std::string_view& text) {
  std::size_t extent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), extent);
  if (error != std::errc{}) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return extent;
}

}  // namespace

std::string to_string(Shape shape) { return std::to_string(shape.rows) + "x" + std::to_string(shape.cols); }

Shape parse_shape(std::string_view text) {
  std::string_view rest = text;
  Shape shape;
  shape.rows = take_extent(rest);
  const bool has_cross = rest.starts_with('x');
  if (has_cross) rest.remove_prefix(1);
  shape.cols = has_cross ? take_extent(rest) : 0;
  if (shape.rows == 0 || shape.cols == 0 || !rest.empty()) {
    throw UsageError("\"" + std::string(text) + "\" is no shape: two positive numbers, as in 170x9111");
  }
  constexpr auto most_bytes = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  if (shape.cols > most_bytes / sizeof(double) / shape.rows) {
    throw UsageError("\"" + std::string(text) + "\" is too large: its size in bytes does not fit into 63 bits");
  }
  return shape;
}

}  // namespace ipcbench
