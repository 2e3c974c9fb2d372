#include "session/local_work.hpp"

#include <algorithm>
#include <string>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/clock.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"

namespace ipcbench {
namespace {

/// Keeps the compiler from dropping a computation whose result nobody needs.
void keep(double value) { asm volatile("" : : "m"(value) : "memory"); }

}  // namespace

LocalTimes LocalCompute::measure() {
  check_wait();
  const auto p0 = os::now_ns();
  fill_random(matrix_.view(), seed_++);
  const auto filled = os::now_ns();
  matrix_digest(matrix_.const_view());  // as a transfer does, so that the caches are in the same state
  const auto t1 = os::now_ns();
  keep(kernel_.run(matrix_.const_view()));
  const auto t2 = os::now_ns();
  return {filled - p0, t2 - t1};
}

LocalCopy::LocalCopy(Shape shape, const channels::CopyMethod& copy, std::uint64_t seed)
    : from_(shape), to_(shape), copy_(copy), seed_(seed) {
  std::ranges::fill(to_.bytes(), std::byte{1});
}

LocalTimes LocalCopy::measure() {
  check_wait();
  const auto p0 = os::now_ns();
  fill_random(from_.view(), seed_++);
  const auto filled = os::now_ns();
  const auto digest = matrix_digest(from_.const_view());
  const auto t0 = os::now_ns();
  copy_.run(to_.bytes(), from_.bytes());
  const auto t1 = os::now_ns();
  if (matrix_digest(to_.const_view()) != digest) throw CorruptMatrix(std::string(copy_.key) + " copied wrongly");
  return {filled - p0, t1 - t0};
}

}  // namespace ipcbench
