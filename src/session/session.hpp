/// Runs transfers through one channel between this process (the producer) and a forked consumer, and stamps them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "ipcbench/errors.hpp"
#include "ipcbench/kernel.hpp"
#include "ipcbench/transport.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/residency.hpp"
#include "os/usage.hpp"

namespace ipcbench {

/// What one transfer took of both processes: the producer between t0 and t3, the consumer between t0 and t2;
/// docs/methodology.md says over which stretch each part is counted.
struct UsageOfBoth {
  os::Usage producer;
  os::Usage consumer;
};

/// One transfer, in nanoseconds; docs/methodology.md defines the stamps.
struct Transferred {
  Nanoseconds prepare = 0;   // loan() and filling, before the interval
  Nanoseconds transfer = 0;  // t1 - t0: the whole matrix is readable
  Nanoseconds sent = 0;      // s - t0: how long the producer is busy
  Nanoseconds compute = 0;   // t2 - t1: the kernel has run
  Nanoseconds reply = 0;     // t3 - t2: the answer has arrived
  Nanoseconds release = 0;   // how long release() took in the consumer
  UsageOfBoth usage{};

  Nanoseconds total() const { return transfer + compute + reply; }
};

/// 4 s plus the time that 50 MB/s would take: how long one transfer of this shape may last.
std::chrono::nanoseconds default_deadline(Shape shape);

struct SessionOptions {
  int transfers = 6;                         // how many the consumer waits for before it leaves
  const Kernel* kernel = &default_kernel();  // what it computes
  CpuPair cpus{};
  Waiting waiting = Waiting::blocking;                 // how the producer waits for the answer: as its transport waits
  Residency residency = Residency::cache;              // where each matrix lies at t0
  std::uint64_t seed = 1;                              // transfer i carries the matrix of seed + i
  std::optional<std::chrono::nanoseconds> deadline{};  // of one transfer; default_deadline(shape) if there is none
};

/// One process pair. Not thread-safe, and one at a time per process: signals belong to the process.
class Session {
 public:
  /// Forks the consumer, pins both and waits until the consumer is ready. Throws SystemError, PeerDied, TimedOut.
  Session(std::unique_ptr<Channel> channel, Shape shape, const SessionOptions& options);
  /// Ends the consumer, by SIGKILL if it has not left by itself, and reaps it.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Fills a new matrix, waits until the consumer waits, hands it over, waits for the answer and checks the digest. At
  /// most options.transfers times. Throws PeerDied, TimedOut, CorruptMatrix, Interrupted; the session is of no further
  /// use then.
  Transferred transfer();

  /// Whether each matrix has a consumer of its own, forked once it is written.
  bool forks_per_transfer() const;

  /// After the last transfer, once: what both ends ran with, of what shows only then. Throws as transfer().
  Settings settings();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ipcbench
