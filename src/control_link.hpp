/// The link between producer and consumer beside the transport: a SOCK_SEQPACKET pair and its messages.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "os/socket.hpp"
#include "os/usage.hpp"

namespace ipcbench {

/// The consumer is pinned and about to receive.
struct Ready {
  bool overlapped = false;  // it will fold the kernel over pieces as they come
};

/// The kernel has run: the answer that the producer waits for.
struct Answer {
  std::int64_t t1_ns = 0;  // receive() returned
  std::int64_t t2_ns = 0;  // the kernel returned
  double value = 0;        // what it computed
};

/// The producer has the answer, and its time: what the consumer does from here on is in no phase but release.
struct Noted {};

/// The matrix has been checked and released.
struct Receipt {
  std::uint64_t digest = 0;
  std::int64_t release_ns = 0;  // how long release() took
  os::Usage usage;              // from before receive(), or from its fork if that is later, until the answer was sent
};

/// The consumer gives up; the text is cut to what fits.
struct Failure {
  std::array<char, 32> name{};
  std::array<char, 448> text{};
};

/// The producer needs no more.
struct Goodbye {};

using Message = std::variant<Ready, Answer, Noted, Receipt, Failure, Goodbye>;

Failure failure_from(std::string_view name, std::string_view text);

void send_message(const os::Fd& link, const Message& message);

/// The next message. Throws PeerDied if the other side has closed the link; and what check_wait() throws.
Message receive_message(const os::Fd& link);

/// A failure that the peer has reported, if one lies in the link.
std::optional<Failure> poll_failure(const os::Fd& link);

}  // namespace ipcbench
