#include "local.hpp"

#include <algorithm>
#include <string>

#include "digest.hpp"
#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"
#include "random_matrix.hpp"

namespace ipcbench {
namespace {

/// Keeps the compiler from dropping a computation whose result nobody needs.
void keep(double value) { asm volatile("" : : "m"(value) : "memory"); }

ConstMatrixView readable(const channels::PrivateMatrix& matrix) { return {matrix.view().data, matrix.view().shape}; }

}  // namespace

Sample LocalRound::measure() {
  os::check_wait();
  const auto p0 = os::now_ns();
  fill_random(matrix_.view(), seed_++);
  const auto filled = os::now_ns();
  matrix_digest(readable(matrix_));  // as a transfer does, so that the caches are in the same state
  const auto t1 = os::now_ns();
  keep(kernel_.run(readable(matrix_)));
  const auto t2 = os::now_ns();
  return {.prepare = filled - p0, .compute = t2 - t1};
}

BoundRound::BoundRound(Shape shape, const channels::Copy& copy, std::uint64_t seed)
    : from_(shape), to_(shape), copy_(copy), seed_(seed) {
  std::ranges::fill(to_.bytes(), std::byte{1});
}

Sample BoundRound::measure() {
  os::check_wait();
  const auto p0 = os::now_ns();
  fill_random(from_.view(), seed_++);
  const auto filled = os::now_ns();
  const auto digest = matrix_digest(readable(from_));
  const auto t0 = os::now_ns();
  copy_.run(to_.bytes(), from_.bytes());
  const auto t1 = os::now_ns();
  if (matrix_digest(readable(to_)) != digest) throw CorruptMatrix(std::string(copy_.key) + " copied wrongly");
  return {.prepare = filled - p0, .transfer = t1 - t0};
}

}  // namespace ipcbench
