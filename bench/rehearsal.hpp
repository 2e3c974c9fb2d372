/// How long a run is going to take.
#pragma once

#include <vector>

#include "rows.hpp"

namespace ipcbench::bench {

/// The expected time of all rounds of these rows, in seconds, from a round of two transfers of each. A row that fails
/// counts as nothing here; it will fail again, and be recorded. Ends early when the user interrupts.
double rehearsed_seconds(const std::vector<Row>& rows, const Protocol& protocol);

}  // namespace ipcbench::bench
