/// Several consumers, the workers, each with a channel of its own to this process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ipcbench/kernel.hpp"
#include "ipcbench/transport.hpp"
#include "session/control_link.hpp"

namespace ipcbench {

struct CrewOptions {
  std::size_t workers = 1;
  const Kernel* kernel = &default_kernel();  // what each computes
  std::optional<int> producer_cpu{};
  std::vector<int> worker_cpus{};            // each worker takes the next, round and round; none: not pinned
  Waiting waiting = Waiting::blocking;       // how this process waits for answers: as the transport waits
  std::int64_t deadline_ns = 4'000'000'000;  // of whatever it waits for
};

/// Opens the channel of a worker: of the first one, then of the next.
using OpenForWorker = std::function<std::unique_ptr<Channel>(std::size_t worker)>;

/// Not thread-safe, and one at a time per process: signals belong to the process.
class Crew {
 public:
  /// Opens a channel for each worker, forks it, pins all and waits until they are ready. Throws SystemError, PeerDied,
  /// TimedOut; Error for a channel whose consumer has to be forked for each matrix.
  Crew(const OpenForWorker& open, const CrewOptions& options);
  /// Kills the workers, which wait for a matrix that will not come.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  Sender& sender(std::size_t worker) const;
  /// Whether the kernel runs over pieces as they come.
  bool is_overlapped() const;

  /// Returns once every worker waits for its matrix, or after a moment. Before each matrix, or never.
  void wait_until_waiting() const;

  /// Returns the first of these workers, in their order, that has answered, once there is one.
  std::size_t first_answered(std::span<const std::size_t> awaited) const;
  /// The answer of a worker that has answered.
  Answer take_answer(std::size_t worker) const;

  /// From now on each worker checks what it receives, after it has answered, and take_digest() waits for that.
  void check_digests() const;
  std::uint64_t take_digest(std::size_t worker) const;

  /// Takes this step under the deadline; where it finds a worker gone, throws what that said before it left.
  void watched(const std::function<void()>& step) const;

  /// Of the first channel, and on which CPUs the workers run ("1,0").
  Settings settings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ipcbench
