/// The matrices that are sent.
#pragma once

#include <cstdint>

#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// Fills with uniform random numbers in [0, 1). The same seed and shape give the same matrix on every machine.
/// Source: xoshiro256+ (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), in interleaved
/// streams seeded by splitmix64, so that compilers vectorise it.
void fill_random(MatrixView matrix, std::uint64_t seed);

}  // namespace ipcbench
