#include "session/random_matrix.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace ipcbench {
namespace {

constexpr std::size_t streams = 16;
using Lane = std::array<std::uint64_t, streams>;

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// A double in [0, 1) from the 52 high bits: [1, 2) by its bit pattern, less one.
double unit_interval(std::uint64_t bits) { return std::bit_cast<double>(bits >> 12 | 0x3ff0000000000000) - 1.0; }

/// 16 generators side by side.
class Generators {
 public:
  explicit Generators(std::uint64_t seed) {
    for (auto* lane : {&s0_, &s1_, &s2_, &s3_}) {
      for (auto& word : *lane) word = splitmix64(seed);
    }
  }

  void next(double* out) {
    for (std::size_t i = 0; i < streams; ++i) {
      out[i] = unit_interval(s0_[i] + s3_[i]);
      const std::uint64_t shifted = s1_[i] << 17;
      s2_[i] ^= s0_[i];
      s3_[i] ^= s1_[i];
      s1_[i] ^= s2_[i];
      s0_[i] ^= s3_[i];
      s2_[i] ^= shifted;
      s3_[i] = std::rotl(s3_[i], 45);
    }
  }

 private:
  alignas(64) Lane s0_{};
  alignas(64) Lane s1_{};
  alignas(64) Lane s2_{};
  alignas(64) Lane s3_{};
};

}  // namespace

void fill_random(MatrixView matrix, std::uint64_t seed) {
  Generators generators(seed);
  const auto entries = matrix.entries();
  const std::size_t whole = entries.size() / streams * streams;
  for (std::size_t i = 0; i < whole; i += streams) generators.next(&entries[i]);
  std::array<double, streams> last{};
  generators.next(last.data());
  std::copy_n(last.begin(), entries.size() - whole, entries.begin() + static_cast<std::ptrdiff_t>(whole));
}

}  // namespace ipcbench
