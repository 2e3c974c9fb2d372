/// How long a run is going to take.
#pragma once

#include <vector>

#include "producer/producers.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// The expected time of all rounds of these rows, in seconds, from a round of two samples of each. A row that fails
/// counts as nothing here, and is told among the result's warnings. Ends early when the user
/// interrupts.
double rehearsed_seconds(const std::vector<const Row*>& rows, Result& result, const Producers& producers);

}  // namespace ipcbench::campaign
