/// How the two CPUs of a run lie to each other, found by trying.
#pragma once

#include <vector>

#include "facts/machine.hpp"
#include "os/cpus.hpp"

namespace ipcbench::facts {

/// environment.cpu_pair: how long a cache line takes from the producer's CPU to the consumer's and back, in nanoseconds
/// and in cycles. Takes a few milliseconds, 0.2 s at most. null, with a warning, where there are no two CPUs.
nlohmann::ordered_json cpu_pair(const CpuPair& cpus, std::vector<Warning>& warnings);

}  // namespace ipcbench::facts
