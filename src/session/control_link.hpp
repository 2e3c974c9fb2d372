/// The link between producer and consumer beside the transport: a SOCK_SEQPACKET pair and its messages. They are
/// written field by field, after a version: the other side need not be of this build.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "ipcbench/transport.hpp"
#include "os/socket.hpp"
#include "os/usage.hpp"

namespace ipcbench {

/// The consumer is pinned and about to receive.
struct Ready {
  bool overlapped = false;  // it will fold the kernel over pieces as they come
};

/// The kernel has run: the answer that the producer waits for. Where it spins for it, the answer comes over a SpinLink.
struct Answer {
  std::int64_t t1_ns = 0;   // receive() returned
  std::int64_t t2_ns = 0;   // the kernel returned
  double value = 0;         // what it computed
  std::int64_t cpu_ns = 0;  // of a worker of several: the CPU time that it has used so far
};

/// The producer has the answer, and its time: what the consumer does from here on is in no phase but release.
struct Noted {};

/// The matrix has been checked and released.
struct Receipt {
  std::uint64_t digest = 0;
  std::int64_t release_ns = 0;  // how long release() took
  os::Usage usage{};            // from before receive(), or from its fork if that is later, until the answer was sent
};

/// The consumer gives up. The text is cut to what fits into a message.
struct Failure {
  std::string name;
  std::string text;
};

/// The producer needs no more.
struct Goodbye {};

/// Where nothing is carried: answer at once.
struct Call {};

/// After the last receipt, from a consumer of more than one matrix: its receiver's settings, as text.
struct Effective {
  std::string settings;
};

using Message = std::variant<Ready, Answer, Noted, Receipt, Failure, Goodbye, Call, Effective>;

void send_message(const Fd& link, const Message& message);

/// The next message. Throws PeerDied if the other side has closed the link; Error for what is no message, or one of
/// another version; and what check_wait() throws.
Message receive_message(const Fd& link);

/// Settings as a text of one line for each, and back.
std::string text_of(const Settings& settings);
Settings settings_of(const std::string& text);

/// A failure that the peer has reported, if one lies in the link.
std::optional<Failure> poll_failure(const Fd& link);

}  // namespace ipcbench
