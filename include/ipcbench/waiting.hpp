/// How a transport waits, so that nothing hangs: every blocking call returns on EINTR to check_wait(), every spinning
/// loop calls it as it spins. Nothing waits inside a library that retries EINTR except in slices of at most 100 ms.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

#include "ipcbench/errors.hpp"

namespace ipcbench {

/// Throws Interrupted, PeerDied or TimedOut if the user pressed Ctrl-C, the watched peer is gone or the deadline has
/// passed. Costs one relaxed load when nothing has happened.
void check_wait();

/// For a call that failed since the other end is closed (EPIPE, ECONNRESET, end of file): throws PeerDied, after
/// giving the peer a moment to become a reapable child so that the text can say how it ended.
[[noreturn]] void throw_peer_closed(std::string_view what_was_closed);

/// Throws PeerDied if the peer ends within a moment: for a call that fails oddly when the other side is about to.
void let_peer_end();

/// Makes a system call until it is not interrupted. Returns its result; throws PeerDied if the other end is closed,
/// SystemError for any other failure, and what check_wait() throws.
template <typename Call>
std::size_t retried(Call call, const char* tried, const char* mend = "") {
  for (;;) {
    check_wait();
    const ssize_t result = call();
    if (result >= 0) return static_cast<std::size_t>(result);
    if (errno == EPIPE || errno == ECONNRESET || errno == ECONNREFUSED) throw_peer_closed("its end");
    if (errno != EINTR) throw SystemError(tried, errno, mend);
  }
}

}  // namespace ipcbench
