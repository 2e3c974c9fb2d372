/// The order in which the rows of a round are measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ipcbench::campaign {

/// A permutation of 0 … rows - 1, decided by seed and round alone, on every machine and with every library.
std::vector<std::size_t> shuffled_order(std::size_t rows, std::uint64_t seed, int round);

}  // namespace ipcbench::campaign
