#include "pool/farm.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <numeric>
#include <stdexcept>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/usage.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"
#include "session/receiving.hpp"

namespace ipcbench {
namespace {

/// Where the producer's time goes.
enum Part : std::size_t { preparing, sending, waiting, parts };

/// Adds up time by part, from start() to stop().
class Laps {
 public:
  void start() {
    spent_ = {};
    cpu_ns_ = os::usage().cpu_ns;
    last_ns_ = os::now_ns();
    is_running_ = true;
  }
  void stop() {
    is_running_ = false;
    cpu_ns_ = os::usage().cpu_ns - cpu_ns_;
  }
  bool is_running() const { return is_running_; }
  /// What has passed since the last one was this part.
  void lap(Part part) {
    const auto now = os::now_ns();
    if (is_running_) spent_[part] += now - last_ns_;
    last_ns_ = now;
  }
  Nanoseconds spent(Part part) const { return spent_[part]; }
  Nanoseconds cpu() const { return cpu_ns_; }

 private:
  std::array<Nanoseconds, parts> spent_{};
  Nanoseconds last_ns_ = 0;
  Nanoseconds cpu_ns_ = 0;
  bool is_running_ = false;
};

}  // namespace

/// The matrices of one batch on their way: as many before the clock starts as are under way at once, and all but one of
/// these again after it has stopped, with the same contents.
class Farm::Stream {
 public:
  Stream(Farm& farm, std::uint64_t first_seed)
      : farm_(farm), first_seed_(first_seed), idle_(farm.options_.crew.workers) {
    std::iota(idle_.begin(), idle_.end(), std::size_t{0});
  }

  void run() {
    const std::size_t window = farm_.options_.window;
    const std::size_t total = window + farm_.batch() + window - 1;
    while (answered_ < total) {
      if (sent_ < total && busy_.size() < window) {
        send();
      } else {
        take_answer();
      }
    }
  }

  const Laps& laps() const { return laps_; }
  Nanoseconds workers_cpu() const { return workers_cpu_ns_; }

 private:
  std::size_t place_of(std::size_t matrix) const { return matrix % farm_.batch(); }

  void send() {
    const std::size_t worker = idle_.front();
    idle_.pop_front();
    Sender& sender = farm_.crew_.sender(worker);
    fill_random(sender.loan(), first_seed_ + place_of(sent_));
    laps_.lap(preparing);
    sender.send();
    laps_.lap(sending);
    busy_.push_back(worker);
    places_.push_back(place_of(sent_++));
  }

  void take_answer() {
    const std::size_t worker = farm_.crew_.first_answered(busy_);
    const Answer answer = farm_.crew_.take_answer(worker);
    laps_.lap(waiting);
    const auto found = std::ranges::find(busy_, worker) - busy_.begin();
    const std::size_t place = places_[static_cast<std::size_t>(found)];
    busy_.erase(busy_.begin() + found);
    places_.erase(places_.begin() + found);
    idle_.push_back(worker);
    ++answered_;
    if (laps_.is_running()) workers_cpu_ns_ += answer.cpu_ns - farm_.worker_cpu_ns_[worker];
    farm_.worker_cpu_ns_[worker] = answer.cpu_ns;
    if (answered_ == farm_.options_.window) laps_.start();
    if (answered_ == farm_.options_.window + farm_.batch()) laps_.stop();
    if (same_bits(answer.value, farm_.values_[place])) return;
    throw CorruptMatrix("answer " + std::to_string(answered_) + ": a worker computed something else than this process");
  }

  Farm& farm_;
  std::uint64_t first_seed_;
  std::deque<std::size_t> idle_;            // workers, the one that has been so the longest first
  std::vector<std::size_t> busy_, places_;  // the same of workers, and where in the batch their matrices stand
  Nanoseconds workers_cpu_ns_ = 0;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  Laps laps_;
};

std::size_t Farm::matrices(std::size_t workers, std::size_t window) {
  return 2 * matrices_per_worker * workers + 2 * window - 1;
}

Farm::Farm(const OpenForWorker& open, Shape shape, const FarmOptions& options)
    : options_(options),
      here_(shape),
      crew_(open, options.crew),
      next_seed_(options.seed),
      values_(matrices_per_worker * options.crew.workers),
      worker_cpu_ns_(options.crew.workers) {}

Nanoseconds Farm::work_here() {
  const Kernel& kernel = *options_.crew.kernel;
  const auto begin = os::now_ns();
  for (std::size_t i = 0; i < batch(); ++i) {
    fill_random(here_.view(), next_seed_ + i);
    values_[i] = kernel.run(here_.const_view());
  }
  const auto took = os::now_ns() - begin;
  for (std::size_t i = 0; i < batch() && crew_.is_overlapped(); ++i) {  // they add up otherwise
    fill_random(here_.view(), next_seed_ + i);
    values_[i] = expected_value(kernel, true, here_.const_view());
  }
  return took;
}

Farmed Farm::measure() {
  Farmed farmed;
  crew_.watched([&] {
    const Nanoseconds took_here = work_here();
    Stream stream(*this, next_seed_);
    stream.run();
    const auto matrices = static_cast<Nanoseconds>(batch());
    if (matrices == 0) throw std::logic_error("a farm has no workers");
    const auto per_matrix = [&](Nanoseconds all) { return all / matrices; };
    farmed.here = per_matrix(took_here);
    farmed.prepare = per_matrix(stream.laps().spent(preparing));
    farmed.send = per_matrix(stream.laps().spent(sending));
    farmed.wait = per_matrix(stream.laps().spent(waiting));
    farmed.producer_cpu = per_matrix(stream.laps().cpu());
    farmed.workers_cpu = per_matrix(stream.workers_cpu());
  });
  next_seed_ += batch();
  return farmed;
}

void Farm::check_digests() {
  crew_.check_digests();
  crew_.watched([&] {
    for (std::size_t worker = 0; worker < options_.crew.workers; ++worker) {
      const MatrixView matrix = crew_.sender(worker).loan();
      fill_random(matrix, next_seed_++);
      const auto digest = matrix_digest({matrix.data, matrix.shape});
      crew_.sender(worker).send();
      crew_.take_answer(worker);
      if (crew_.take_digest(worker) == digest) continue;
      throw CorruptMatrix("worker " + std::to_string(worker) +
                          " received another matrix than the producer sent (digests differ)");
    }
  });
}

}  // namespace ipcbench
