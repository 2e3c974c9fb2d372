/// The clock of all stamps.
#pragma once

#include <cstdint>

namespace ipcbench::os {

/// CLOCK_MONOTONIC in nanoseconds: the same clock in every process of a machine.
std::int64_t now_ns();

}  // namespace ipcbench::os
