#include "session/local_work.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/clock.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"

namespace ipcbench {
namespace {

/// What is known of a matrix: of the one that is handed over, and of the one that was received.
struct Known {
  std::uint64_t digest = 0;
  std::uint64_t value = 0;  // the kernel's, bit for bit
  bool operator==(const Known&) const = default;
};

/// As the producer of a transfer prepares one. Returns how long filling took.
Nanoseconds prepare(MatrixView matrix, LocalOptions& options, Known& known) {
  const ConstMatrixView filled_matrix{matrix.data, matrix.shape};
  const auto p0 = os::now_ns();
  fill_random(matrix, options.seed++);
  const auto filled = os::now_ns();
  known.digest = matrix_digest(filled_matrix);
  known.value = std::bit_cast<std::uint64_t>(options.kernel->run(filled_matrix));
  os::settle(filled_matrix.bytes(), options.residency);
  return filled - p0;
}

}  // namespace

LocalTimes LocalCompute::measure() {
  check_wait();
  const ConstMatrixView matrix = matrix_.const_view();
  Known known;
  const auto prepared = prepare(matrix_.view(), options_, known);
  const auto t1 = os::now_ns();
  const double value = options_.kernel->run(matrix);
  asm volatile("" : : "m"(value) : "memory");  // computed before the clock is read
  const auto t2 = os::now_ns();
  if (Known{matrix_digest(matrix), std::bit_cast<std::uint64_t>(value)} != known) {
    throw CorruptMatrix("the kernel has changed its matrix, or computes something else each time");
  }
  return {prepared, t2 - t1};
}

LocalCopy::LocalCopy(Shape shape, const channels::CopyMethod& copy, const LocalOptions& options)
    : from_(shape), to_(shape), copy_(copy), options_(options) {
  std::ranges::fill(to_.bytes(), std::byte{1});
}

LocalTimes LocalCopy::measure() {
  check_wait();
  Known known;
  const auto prepared = prepare(from_.view(), options_, known);
  const auto t0 = os::now_ns();
  copy_.run(to_.bytes(), from_.bytes());
  const auto t1 = os::now_ns();
  const auto value = std::bit_cast<std::uint64_t>(options_.kernel->run(to_.const_view()));
  if (Known{matrix_digest(to_.const_view()), value} != known) {
    throw CorruptMatrix(std::string(copy_.key) + " copied wrongly");
  }
  return {prepared, t1 - t0};
}

}  // namespace ipcbench
