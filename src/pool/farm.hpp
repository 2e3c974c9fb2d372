/// A stream of matrices to several workers, each to the next free one, against the same work here.
#pragma once

#include <cstdint>
#include <vector>

#include "ipcbench/private_matrix.hpp"
#include "os/clock.hpp"
#include "pool/crew.hpp"

namespace ipcbench {

struct FarmOptions {
  CrewOptions crew;
  std::size_t window = 1;  // how many matrices are under way at most, at most one per worker
  std::uint64_t seed = 1;  // of the first matrix; one more for each that follows
};

/// A batch from the middle of a stream: nanoseconds per matrix. prepare + send + wait is all the producer's time.
struct Farmed {
  Nanoseconds prepare = 0;  // loan() and filling
  Nanoseconds send = 0;     // in send()
  Nanoseconds wait = 0;     // for the next answer
  Nanoseconds here = 0;     // filling the same matrices and computing on them, one after the other, in this process
  Nanoseconds producer_cpu = 0;
  Nanoseconds workers_cpu = 0;  // of all
};

/// Not thread-safe, and one at a time per process, as a Crew.
class Farm {
 public:
  static constexpr std::size_t matrices_per_worker = 2;  // in a batch
  /// How many matrices one call of measure() fills, here and for the workers.
  static std::size_t matrices(std::size_t workers, std::size_t window);

  /// Throws as Crew does.
  Farm(const OpenForWorker& open, Shape shape, const FarmOptions& options);

  /// A batch of matrices_per_worker times the workers: first here, then over the workers, which have as many under way
  /// as the window allows before the clock starts and until it stops. Every answer is held against the value computed
  /// here. Throws PeerDied, TimedOut, CorruptMatrix, Interrupted; the farm is of no further use then.
  Farmed measure();

  /// After the last batch, once: sends each worker one more matrix, and holds the digest of what it received against
  /// what was sent. Throws as measure().
  void check_digests();

  Settings settings() const { return crew_.settings(); }

 private:
  class Stream;

  std::size_t batch() const { return matrices_per_worker * options_.crew.workers; }
  /// Returns how long the batch took; `values_` are what was computed.
  Nanoseconds work_here();

  FarmOptions options_;
  PrivateMatrix here_;
  Crew crew_;
  std::uint64_t next_seed_;
  std::vector<double> values_;              // of the batch, as the workers should compute them
  std::vector<Nanoseconds> worker_cpu_ns_;  // as of each worker's last answer
};

}  // namespace ipcbench
