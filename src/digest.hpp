/// Digests: of matrices, to verify transfers; of texts, to identify.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// XXH3, 64 bits: depends on every byte and on their order.
std::uint64_t matrix_digest(ConstMatrixView matrix);

/// SHA-256 as 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace ipcbench
