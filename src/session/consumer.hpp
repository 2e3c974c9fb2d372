/// The consumer's side of a session.
#pragma once

#include <cstdint>
#include <functional>

#include "session/control_link.hpp"
#include "session/session.hpp"
#include "session/spin_link.hpp"

namespace ipcbench {

// The consumer waits a little longer than the producer, so that it is that which finds a transfer too slow.
inline constexpr std::int64_t consumer_grace_ns = 500'000'000;

/// What a consumer has to its producer beside the transport.
struct ConsumerLinks {
  const Fd& control;
  SpinLink* spin = nullptr;  // for answers where the producer spins for them
};

/// To the producer, however that waits for it.
void send_answer(const ConsumerLinks& links, const Answer& answer);

/// A consumer's life: its work, then waiting to be let go. Returns its exit status. An error is reported over the link
/// and on stderr, and ends it with status 1.
int live_as_consumer(const Fd& link, int producer_pid, const std::function<void()>& work);

/// What the forked child does: receives options.transfers matrices, runs the kernel, answers, then waits to be let go.
/// Returns its exit status. An error is reported over the link and on stderr, and ends it with status 1.
int consume(Channel& channel, const ConsumerLinks& links, int producer_pid, const SessionOptions& options,
            std::int64_t deadline_ns);

/// What a forked child does that only answers: to so many calls of the producer, each at once.
int answer_calls(const ConsumerLinks& links, int producer_pid, const CpuPair& cpus, int calls,
                 std::int64_t deadline_ns);

}  // namespace ipcbench
