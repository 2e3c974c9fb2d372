#include "digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "ipcbench/errors.hpp"

// Inlined, hence compiled for this processor's vector registers; the distribution's library is not.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ipcbench {

std::uint64_t matrix_digest(ConstMatrixView matrix) { return XXH3_64bits(matrix.data, matrix.shape.bytes()); }

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error("OpenSSL cannot compute SHA-256");
  }
  std::string hexadecimal;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    hexadecimal += digits[digest[i] >> 4];
    hexadecimal += digits[digest[i] & 15];
  }
  return hexadecimal;
}

}  // namespace ipcbench
