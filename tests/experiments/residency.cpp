// What --residency memory does to a matrix: its sum, just written and evicted from every cache.
//
//     build/release/bin/residency [ROWSxCOLUMNS...]
//
// For each shape it prints the median time of the sum over 31 freshly written matrices that lie in the caches, over as
// many that were evicted line by line, and over as many after a sweep of the caches by writing to a buffer four times
// as large as the last one. A ratio near 1 at a shape that fits into a cache would say that evicting does nothing.

#include "os/residency.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string_view>
#include <vector>

#include "ipcbench/errors.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/clock.hpp"

namespace {

using namespace ipcbench;

constexpr int times_each = 31;

/// The median time of the kernel (ns) after `before` has been done with the matrix.
double median_ns(const PrivateMatrix& matrix, const std::function<void()>& before) {
  std::vector<double> took;
  double value = 0;
  for (int i = 0; i < times_each; ++i) {
    std::ranges::fill(matrix.view().entries(), i);
    value += default_kernel().run(matrix.const_view());  // read, as it is by a producer before it sends
    before();
    const auto begin = os::now_ns();
    value += default_kernel().run(matrix.const_view());
    took.push_back(static_cast<double>(os::now_ns() - begin));
  }
  if (value < 0) std::puts("impossible");  // nothing may be left out
  std::ranges::nth_element(took, took.begin() + times_each / 2);
  return took[times_each / 2];
}

void show(Shape shape) {
  const PrivateMatrix matrix(shape);
  const double in_cache = median_ns(matrix, [] {});
  const double evicted = median_ns(matrix, [&] { os::evict(matrix.bytes()); });
  const double swept = median_ns(matrix, [] { os::sweep_caches(4 * os::last_level_cache_bytes()); });
  std::printf("%12s %10.3f MB: in the caches %10.1f us, evicted %10.1f us (%.2fx), swept %10.1f us (%.2fx)\n",
              to_string(shape).c_str(), static_cast<double>(shape.bytes()) * 1e-6, in_cache * 1e-3, evicted * 1e-3,
              evicted / in_cache, swept * 1e-3, swept / in_cache);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> shapes(argv + 1, argv + argc);
  if (shapes.empty()) shapes = {"7x13", "64x129", "170x911", "170x9111", "500x9111"};
  try {
    for (const auto shape : shapes) show(parse_shape(shape));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "residency: %s\n", error.what());
    return 2;
  }
}
