/// A trial of what only two processes can show.
#pragma once

#include <optional>

#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// Carries one matrix to a forked child and ends it. Throws what either side throws.
void carry_one(Channel& channel);

/// 1 MiB: as much as any tuning moves at a time.
inline constexpr Shape probe_shape{1, 131072};

/// A probe for mechanisms that a kernel, a container or a security module may forbid between processes: opens a channel
/// of that shape, and carries a matrix of the trial shape.
template <auto open>
std::optional<Unavailable> probe_with_a_child(Shape shape) {
  if (auto why = probe_by_opening<open>(shape)) return why;
  try {
    carry_one(*open(probe_shape));
    return std::nullopt;
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    return unavailable_because(error.what());
  }
}

}  // namespace ipcbench::channels
