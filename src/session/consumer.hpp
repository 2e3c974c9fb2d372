/// The consumer's side of a session.
#pragma once

#include <cstdint>

#include "session/control_link.hpp"
#include "session/session.hpp"

namespace ipcbench {

/// What the forked child does: receives options.transfers matrices, runs the kernel, answers, then waits to be let go.
/// Returns its exit status. An error is reported over the link and on stderr, and ends it with status 1.
int consume(Channel& channel, const Fd& link, int producer_pid, const SessionOptions& options,
            std::int64_t deadline_ns);

}  // namespace ipcbench
