#include "local.hpp"

#if defined(__SSE2__)
#include <immintrin.h>

#include <cstring>

namespace ipcbench {
namespace {

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

}  // namespace

void memcpy_nt(std::span<std::byte> to, std::span<const std::byte> from) {
  // Matrices start on a 64-byte boundary, so only the end needs a plain copy.
  const std::size_t streamed = from.size() / sizeof(Vector) * sizeof(Vector);
  for (std::size_t i = 0; i < streamed; i += sizeof(Vector)) stream(&to[i], &from[i]);
  _mm_sfence();
  std::memcpy(to.data() + streamed, from.data() + streamed, from.size() - streamed);
}

}  // namespace ipcbench
#endif
