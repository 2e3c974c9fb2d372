/// Sends that leave the bytes where they are (MSG_ZEROCOPY; Linux's Documentation/networking/msg_zerocopy.rst).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// A connected TCP socket that sends without a copy where Linux can; what is sent must not change until
/// wait_until_sent().
class ZeroCopySocket {
 public:
  /// Throws SystemError if Linux knows no zero-copy sends.
  explicit ZeroCopySocket(Fd socket);

  /// At most `write_bytes` per call. Throws PeerDied and what check_wait() throws.
  void send_all(std::span<const std::byte> bytes, std::size_t write_bytes);
  /// Waits for Linux's word that it needs none of the bytes any more.
  void wait_until_sent();
  /// Whether Linux has copied after all, as it does on the loopback interface.
  bool copied() const { return copied_; }

  const Fd& fd() const { return socket_; }

 private:
  bool take_notice();
  void wait_for_notice() const;

  Fd socket_;
  std::uint32_t sends_ = 0;  // Linux counts them, too, and tells which are done
  std::uint32_t finished_ = 0;
  bool copied_ = false;
};

}  // namespace ipcbench::os
