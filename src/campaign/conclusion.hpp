/// What only the end of a run can tell.
#pragma once

#include "facts/observer.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// Puts the state of the machine after the run and the rounds as observed into the result.
void observe_end(Result& result, const facts::Observer& observer);

/// Puts every finding into the result, ranks the warnings, and says whether all is there that was planned.
void conclude(Result& result);

}  // namespace ipcbench::campaign
