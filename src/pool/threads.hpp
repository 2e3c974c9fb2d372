/// The same work by threads of this process, which need nothing handed over.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ipcbench/kernel.hpp"
#include "os/clock.hpp"
#include "pool/spread.hpp"

namespace ipcbench {

struct ThreadsOptions {
  std::size_t workers = 1;
  const Kernel* kernel = &default_kernel();
  std::vector<int> worker_cpus{};  // each thread takes the next, round and round; none: not pinned
  std::uint64_t seed = 1;          // as of a Spread
};

/// A matrix in private memory, cut by rows as for workers; the threads sleep between two of them.
class Threads {
 public:
  /// Starts the threads, and pins them. Throws SystemError.
  Threads(Shape shape, const ThreadsOptions& options);
  /// Ends the threads.
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  /// `spread` is until the last thread has been woken. Throws CorruptMatrix.
  Spreaded measure();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ipcbench
