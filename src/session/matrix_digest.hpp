/// The digest of a matrix, to verify transfers.
#pragma once

#include <cstdint>

#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// XXH3, 64 bits: depends on every byte and on their order.
std::uint64_t matrix_digest(ConstMatrixView matrix);

}  // namespace ipcbench
