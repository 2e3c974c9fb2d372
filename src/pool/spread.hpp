/// One matrix over several workers: each gets its rows of it, or all of it.
#pragma once

#include <cstdint>
#include <vector>

#include "os/clock.hpp"
#include "pool/crew.hpp"

namespace ipcbench {

/// What of the matrix a worker gets: rows of its own, or all.
enum class Cut { by_rows, whole };

/// The parts of so many workers. Rows are cut in multiples of eight, so that each part begins on a cache line of its
/// own. Throws Error where there are fewer than eight rows for each.
std::vector<Part> parts_of(Shape shape, std::size_t workers, Cut cut);

/// A channel for each part: of one matrix in shared memory where the transport can, else one of its own for each.
OpenForWorker channels_of(const Transport& transport, Shape shape, const std::vector<Part>& parts);

struct SpreadOptions {
  CrewOptions crew;
  Cut cut = Cut::by_rows;
  std::uint64_t seed = 1;  // of the first part; one more for each that follows
};

/// One matrix, in nanoseconds. spread + compute + gather is what a caller waits for.
struct Spreaded {
  Nanoseconds prepare = 0;  // loan() and filling, before the interval
  Nanoseconds spread = 0;   // until the last worker has its part
  Nanoseconds compute = 0;  // until the last one has run the kernel
  Nanoseconds gather = 0;   // until all answers have arrived
  Nanoseconds here = 0;     // the kernel over the same parts in this process, one after the other
  Nanoseconds workers_cpu = 0;
};

/// Not thread-safe, and one at a time per process, as a Crew.
class Spread {
 public:
  /// Opens the matrix in shared memory where the transport can, else a channel for each part. Throws as Crew does.
  Spread(const Transport& transport, Shape shape, const SpreadOptions& options);

  /// Throws PeerDied, TimedOut, CorruptMatrix, Interrupted; it is of no further use then.
  Spreaded measure();

  /// From now on the digest of each part is checked, too.
  void check_digests() {
    crew_.check_digests();
    checks_digests_ = true;
  }

  Settings settings() const;

 private:
  struct Prepared;
  Prepared prepare();
  Spreaded hand_out(const Prepared& prepared);

  Cut cut_;
  std::vector<Part> parts_;
  const Kernel& kernel_;
  std::uint64_t next_seed_;
  bool is_shared_;
  Crew crew_;
  bool checks_digests_ = false;
  std::vector<Nanoseconds> worker_cpu_ns_;  // as of each worker's last answer
};

}  // namespace ipcbench
