/// Wake-up and answer alone, by the very means of transfers: what is in every total, whatever is carried.
#pragma once

#include <memory>

#include "ipcbench/transport.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"

namespace ipcbench {

/// A process pair that carries nothing. Not thread-safe, and one at a time per process, as a Session.
class Replies {
 public:
  /// How long one may take.
  static constexpr std::int64_t deadline_ns = 4'000'000'000;

  /// For so many replies. Forks the consumer, pins both and waits until it is ready. Throws as a Session does.
  Replies(Waiting waiting, int count, const CpuPair& cpus);
  ~Replies();
  Replies(const Replies&) = delete;
  Replies& operator=(const Replies&) = delete;

  /// Calls the consumer, which waits for that as for a matrix: how long until its answer has arrived. Throws as
  /// Session::transfer() does.
  Nanoseconds measure();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ipcbench
