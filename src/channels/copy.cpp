#include "channels/copy.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

namespace ipcbench::channels {
namespace {

void plain_memcpy(std::span<std::byte> to, std::span<const std::byte> from) {
  std::memcpy(to.data(), from.data(), from.size());
}

#if defined(__SSE2__)
#if defined(__AVX512F__)
using Vector = __m512i;
void stream(std::byte* to, const std::byte* from) {
  _mm512_stream_si512(reinterpret_cast<Vector*>(to), _mm512_loadu_si512(from));
}
#elif defined(__AVX__)
using Vector = __m256i;
void stream(std::byte* to, const std::byte* from) {
  _mm256_stream_si256(reinterpret_cast<Vector*>(to), _mm256_loadu_si256(reinterpret_cast<const Vector*>(from)));
}
#else
using Vector = __m128i;
void stream(std::byte* to, const std::byte* from) {
  _mm_stream_si128(reinterpret_cast<Vector*>(to), _mm_loadu_si128(reinterpret_cast<const Vector*>(from)));
}
#endif

void memcpy_nt(std::span<std::byte> to, std::span<const std::byte> from) {
  // `to` starts on a 64-byte boundary, so only the end needs a plain copy.
  const std::size_t streamed = from.size() / sizeof(Vector) * sizeof(Vector);
  for (std::size_t i = 0; i < streamed; i += sizeof(Vector)) stream(&to[i], &from[i]);
  _mm_sfence();
  std::memcpy(to.data() + streamed, from.data() + streamed, from.size() - streamed);
}
#endif

}  // namespace

std::span<const Copy> copies() {
#if defined(__SSE2__)
  static constexpr std::array all{Copy{"memcpy", plain_memcpy}, Copy{"memcpy_nt", memcpy_nt}};
#else
  static constexpr std::array all{Copy{"memcpy", plain_memcpy}};
#endif
  return all;
}

const Copy& find_copy(std::string_view key) {
  const auto all = copies();
  const auto found = std::ranges::find(all, key, &Copy::key);
  if (found == all.end()) throw std::logic_error("no copy is called " + std::string(key));
  return *found;
}

}  // namespace ipcbench::channels
