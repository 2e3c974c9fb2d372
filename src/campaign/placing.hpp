/// On which CPUs a run takes place.
#pragma once

#include <vector>

#include "campaign/plan.hpp"
#include "facts/machine.hpp"

namespace ipcbench::campaign {

/// The CPUs of a run and the placement they are in.
struct Placed {
  os::Placement placement = os::Placement::none;
  CpuPair cpus{};
};

/// The placement that was asked for; where none was, the best that this machine has, with a warning if it is not the
/// default. Throws UsageError if this machine does not have the one asked for.
Placed placed(const Plan& plan, std::vector<Warning>& warnings);

}  // namespace ipcbench::campaign
