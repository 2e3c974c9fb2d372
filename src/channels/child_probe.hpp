/// A probe of what only two processes can show.
#pragma once

#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// 1 MiB: as much as any tuning moves at a time.
inline constexpr Shape probe_shape{1, 131072};

/// A probe for mechanisms that the operating system, a container or a security module may forbid between processes:
/// opens a channel of the shape asked for, and carries a matrix of the probe's shape to a forked child.
Probe probe_with_a_child(Open open);

}  // namespace ipcbench::channels
