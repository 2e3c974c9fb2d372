#include "channels/copy_method.hpp"

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

/// Streams `bytes`, a multiple of a vector's size, to a 64-byte boundary.
void stream_all(std::byte* to, const std::byte* from, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; i += sizeof(Vector)) stream(to + i, from + i);
}

void memcpy_nt(std::span<std::byte> to, std::span<const std::byte> from) {
  // `to` starts on a 64-byte boundary, so only the end needs a plain copy.
  const std::size_t streamed = from.size() / sizeof(Vector) * sizeof(Vector);
  stream_all(to.data(), from.data(), streamed);
  _mm_sfence();
  std::memcpy(to.data() + streamed, from.data() + streamed, from.size() - streamed);
}

/// Twelve pages side by side, four cache lines of each at a time: more memory banks and more of the hardware's
/// prefetchers at work than one page after the other.
void memcpy_nt_pages(std::span<std::byte> to, std::span<const std::byte> from) {
  constexpr std::size_t page = 4096, pages = 12, step = 256;
  const std::size_t interleaved = from.size() / (pages * page) * (pages * page);
  for (std::size_t block = 0; block < interleaved; block += pages * page) {
    for (std::size_t offset = block; offset < block + page; offset += step) {
      for (std::size_t i = 0; i < pages; ++i) stream_all(&to[offset + i * page], &from[offset + i * page], step);
    }
  }
  memcpy_nt(to.subspan(interleaved), from.subspan(interleaved));
}
#endif

}  // namespace

std::span<const CopyMethod> copy_methods() {
#if defined(__SSE2__)
  static constexpr std::array all{CopyMethod{"memcpy", plain_memcpy}, CopyMethod{"memcpy_nt", memcpy_nt},
                                  CopyMethod{"memcpy_nt_pages", memcpy_nt_pages}};
#else
  static constexpr std::array all{CopyMethod{"memcpy", plain_memcpy}};
#endif
  return all;
}

std::span<const CopyMethod> bounds() {
  constexpr std::size_t most = 2;
  return copy_methods().first(std::min(copy_methods().size(), most));
}

const CopyMethod& find_copy_method(std::string_view key) {
  const auto all = copy_methods();
  const auto found = std::ranges::find(all, key, &CopyMethod::key);
  if (found == all.end()) throw std::logic_error("no copy is called " + std::string(key));
  return *found;
}

}  // namespace ipcbench::channels
