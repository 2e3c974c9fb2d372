/// System calls that move less than they were asked to, as they may at any time.
#pragma once

namespace ipcbench::test {

/// While it lives, reads, writes, sends on streams, requests of io_uring, vmsplice and copies between processes move
/// odd and small parts, in this process and in those that it forks.
class ShortCalls {
 public:
  ShortCalls();
  ~ShortCalls();
  ShortCalls(const ShortCalls&) = delete;
  ShortCalls& operator=(const ShortCalls&) = delete;

  /// How many calls of this process have been cut short.
  static int count();
};

}  // namespace ipcbench::test
