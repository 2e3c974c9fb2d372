#include "session/matrix_digest.hpp"

// Inlined, hence compiled for this processor's vector registers; the distribution's library is not.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ipcbench {

std::uint64_t matrix_digest(ConstMatrixView matrix) { return XXH3_64bits(matrix.data, matrix.shape.bytes()); }

}  // namespace ipcbench
