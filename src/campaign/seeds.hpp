/// The seeds of the matrices: different for every row and round of a run, and the same in another run of its seed.
#pragma once

#include <cstdint>

#include "result/result.hpp"

namespace ipcbench::campaign {

/// Of the first matrix of a round of a row.
std::uint64_t round_seed(const Protocol& protocol, const Row& row, int round);

/// Of what comes before the rounds: none of them has its matrices.
std::uint64_t early_seed(const Protocol& protocol, const Row& row);

}  // namespace ipcbench::campaign
