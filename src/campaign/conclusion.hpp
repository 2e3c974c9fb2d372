/// What only the end of a run can tell.
#pragma once

#include "facts/observer.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// Puts the state of the machine after the run, the rounds as observed and every finding into the result, and ranks the
/// warnings.
void conclude(Result& result, const facts::Observer& observer);

}  // namespace ipcbench::campaign
