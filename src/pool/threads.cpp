#include "pool/threads.hpp"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>

#include "ipcbench/errors.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/cpus.hpp"
#include "os/futex.hpp"
#include "os/watch.hpp"
#include "session/random_matrix.hpp"
#include "session/receiving.hpp"

namespace ipcbench {
namespace {

/// While it lives, threads that are started take no signal: those are the main thread's.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// A thread, and its part of the matrix. It ends when it is woken with nothing to do.
class alignas(os::apart_bytes) Worker {
 public:
  Worker(MatrixView part, const Kernel& kernel, std::optional<int> cpu)
      : part_(part), kernel_(kernel), thread_([this, cpu] { serve(cpu); }) {
    done_.acquire();  // it is pinned, or cannot be
    if (failed_) {
      thread_.join();
      std::rethrow_exception(failed_);
    }
  }
  ~Worker() {
    has_work_ = false;
    go_.release();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  MatrixView part() const { return part_; }
  double compute_here() const { return kernel_.run({part_.data, part_.shape}); }
  void wake() { go_.release(); }
  void wait() {
    constexpr auto slice = std::chrono::milliseconds(100);
    while (!done_.try_acquire_for(slice)) check_wait();
  }

  // After wait(): when it began, when it had computed, and what.
  Nanoseconds begun = 0;
  Nanoseconds computed = 0;
  double value = 0;

 private:
  void serve(std::optional<int> cpu) {
    try {
      if (cpu) os::pin_to(*cpu);
    } catch (const SystemError&) {
      failed_ = std::current_exception();
      done_.release();
      return;
    }
    for (;;) {
      done_.release();
      go_.acquire();
      if (!has_work_) return;
      begun = os::now_ns();
      value = compute_here();
      computed = os::now_ns();
    }
  }

  MatrixView part_;
  const Kernel& kernel_;
  bool has_work_ = true;
  std::exception_ptr failed_;
  std::binary_semaphore go_{0}, done_{0};
  std::thread thread_;
};

}  // namespace

struct Threads::State {
  State(Shape shape, const ThreadsOptions& options) : matrix(shape), next_seed(options.seed) {
    os::watch();
    const SignalsBlocked blocked;
    const std::vector<int>& cpus = options.worker_cpus;
    for (const Part& part : parts_of(shape, options.workers, Cut::by_rows)) {
      const MatrixView view{matrix.view().data + part.first_row * shape.cols, {part.rows, shape.cols}};
      const auto cpu = cpus.empty() ? std::nullopt : std::optional(cpus[workers.size() % cpus.size()]);
      workers.emplace_back(view, *options.kernel, cpu);
    }
  }

  PrivateMatrix matrix;
  std::uint64_t next_seed;
  std::deque<Worker> workers;
};

Threads::Threads(Shape shape, const ThreadsOptions& options) : state_(std::make_unique<State>(shape, options)) {}

Threads::~Threads() = default;

Spreaded Threads::measure() {
  check_wait();
  auto& workers = state_->workers;
  Spreaded found;
  const auto begin = os::now_ns();
  for (Worker& worker : workers) fill_random(worker.part(), state_->next_seed++);
  found.prepare = os::now_ns() - begin;
  std::vector<double> values;
  for (const Worker& worker : workers) values.push_back(worker.compute_here());
  const auto ready = os::now_ns();
  for (const Worker& worker : workers) {
    const double value = worker.compute_here();
    asm volatile("" : : "m"(value) : "memory");  // computed before the clock is read
  }
  const auto t0 = os::now_ns();
  found.here = t0 - ready;
  for (Worker& worker : workers) worker.wake();
  for (Worker& worker : workers) worker.wait();
  const auto t3 = os::now_ns();
  const Nanoseconds begun = std::ranges::max_element(workers, {}, &Worker::begun)->begun;
  const Nanoseconds computed = std::ranges::max_element(workers, {}, &Worker::computed)->computed;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (same_bits(workers[i].value, values[i])) continue;
    throw CorruptMatrix("thread " + std::to_string(i) + " computed something else than this process");
  }
  found.spread = begun - t0;
  found.compute = computed - begun;
  found.gather = t3 - computed;
  return found;
}

}  // namespace ipcbench
