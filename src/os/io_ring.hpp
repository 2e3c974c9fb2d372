/// Sends and receives of a socket by Linux's io_uring (io_uring(7), liburing).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// The queues that a process shares with Linux, here for one request at a time. Belongs to the process that makes it.
/// Once one of its calls has returned or thrown, Linux touches the bytes no more.
class IoRing {
 public:
  /// Throws SystemError where Linux or a container refuses it, Error where Linux is too old, or this build has no
  /// liburing.
  IoRing();
  ~IoRing();
  IoRing(const IoRing&) = delete;
  IoRing& operator=(const IoRing&) = delete;

  /// Sends all of `bytes`. Throws PeerDied and what check_wait() throws.
  void send_all(const Fd& socket, std::span<const std::byte> bytes);
  /// Fills all of `bytes`. Throws PeerDied at an early end of the stream, and what check_wait() throws.
  void receive_all(const Fd& socket, std::span<std::byte> bytes);

 private:
  struct Queues;
  std::unique_ptr<Queues> queues_;
};

/// Of the liburing that this build has; empty if it has none.
std::string liburing_version();

}  // namespace ipcbench::os
