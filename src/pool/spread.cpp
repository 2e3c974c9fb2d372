#include "pool/spread.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>

#include "ipcbench/errors.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"
#include "session/receiving.hpp"

namespace ipcbench {
namespace {

ConstMatrixView readable(MatrixView matrix) { return {matrix.data, matrix.shape}; }

}  // namespace

std::vector<Part> parts_of(Shape shape, std::size_t workers, Cut cut) {
  if (cut == Cut::whole) return std::vector<Part>(workers, Part{0, shape.rows});
  constexpr std::size_t together = matrix_alignment / sizeof(double);
  if (shape.rows < together * workers) {
    throw Error(to_string(shape) + " has fewer than " + std::to_string(together) + " rows for each of " +
                std::to_string(workers) + " workers");
  }
  std::vector<Part> parts;
  const auto begin_of = [&](std::size_t worker) {
    if (worker == workers) return shape.rows;
    return (shape.rows * worker + workers * together / 2) / (workers * together) * together;
  };
  for (std::size_t worker = 0; worker < workers; ++worker) {
    parts.push_back({begin_of(worker), begin_of(worker + 1) - begin_of(worker)});
  }
  return parts;
}

OpenForWorker channels_of(const Transport& transport, Shape shape, const std::vector<Part>& parts) {
  if (transport.open_shared == nullptr) {
    return [&transport, shape, parts](std::size_t worker) { return transport.open({parts[worker].rows, shape.cols}); };
  }
  const auto channels = std::make_shared<std::vector<std::unique_ptr<Channel>>>(transport.open_shared(shape, parts));
  return [channels](std::size_t worker) { return std::move((*channels)[worker]); };
}

/// The parts as they lie before the clock starts, and what is known of them.
struct Spread::Prepared {
  std::vector<MatrixView> parts;
  std::vector<double> values;
  std::vector<std::uint64_t> digests;
  Nanoseconds filling = 0;
  Nanoseconds computing = 0;
};

Spread::Spread(const Transport& transport, Shape shape, const SpreadOptions& options)
    : cut_(options.cut),
      parts_(parts_of(shape, options.crew.workers, options.cut)),
      kernel_(*options.crew.kernel),
      next_seed_(options.seed),
      is_shared_(transport.open_shared != nullptr),
      crew_(channels_of(transport, shape, parts_), options.crew),
      worker_cpu_ns_(options.crew.workers) {}

Spread::Prepared Spread::prepare() {
  Prepared prepared;
  const auto begin = os::now_ns();
  for (std::size_t worker = 0; worker < parts_.size(); ++worker) {
    prepared.parts.push_back(crew_.sender(worker).loan());
  }
  const std::size_t different = cut_ == Cut::by_rows ? parts_.size() : 1;
  for (std::size_t i = 0; i < different; ++i) fill_random(prepared.parts[i], next_seed_++);
  prepared.filling = os::now_ns() - begin;
  for (std::size_t i = 0; i < different; ++i) {
    const ConstMatrixView part = readable(prepared.parts[i]);
    prepared.digests.push_back(checks_digests_ ? matrix_digest(part) : 0);
    prepared.values.push_back(expected_value(kernel_, crew_.is_overlapped(), part));
  }
  prepared.digests.resize(parts_.size(), prepared.digests.front());
  prepared.values.resize(parts_.size(), prepared.values.front());
  const auto ready = os::now_ns();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const double value = kernel_.run(readable(prepared.parts[cut_ == Cut::by_rows ? i : 0]));
    asm volatile("" : : "m"(value) : "memory");  // computed before the clock is read
  }
  prepared.computing = os::now_ns() - ready;
  return prepared;
}

Spreaded Spread::hand_out(const Prepared& prepared) {
  Nanoseconds received = 0, computed = 0, cpu = 0;
  std::vector<std::size_t> busy(parts_.size());
  std::iota(busy.begin(), busy.end(), std::size_t{0});
  const auto t0 = os::now_ns();
  // Backwards: from the first part others may be copied, and sent it is no longer ours.
  for (std::size_t worker = parts_.size(); worker-- > 0;) {
    const MatrixView part = prepared.parts[worker];
    const bool is_missing = cut_ == Cut::whole && part.data != prepared.parts.front().data;
    if (is_missing) std::memcpy(part.data, prepared.parts.front().data, part.shape.bytes());
    crew_.sender(worker).send();
  }
  while (!busy.empty()) {
    const std::size_t worker = crew_.first_answered(busy);
    const Answer answer = crew_.take_answer(worker);
    std::erase(busy, worker);
    received = std::max(received, answer.t1_ns);
    computed = std::max(computed, answer.t2_ns);
    cpu += answer.cpu_ns - worker_cpu_ns_[worker];
    worker_cpu_ns_[worker] = answer.cpu_ns;
    if (same_bits(answer.value, prepared.values[worker])) continue;
    throw CorruptMatrix("worker " + std::to_string(worker) + " computed something else than this process");
  }
  const auto t3 = os::now_ns();
  for (std::size_t worker = 0; checks_digests_ && worker < parts_.size(); ++worker) {
    if (crew_.take_digest(worker) == prepared.digests[worker]) continue;
    throw CorruptMatrix("worker " + std::to_string(worker) +
                        " received another matrix than the producer sent (digests differ)");
  }
  return {.prepare = prepared.filling,
          .spread = received - t0,
          .compute = computed - received,
          .gather = t3 - computed,
          .here = prepared.computing,
          .workers_cpu = cpu};
}

Spreaded Spread::measure() {
  Spreaded found;
  crew_.watched([&] {
    const Prepared prepared = prepare();
    crew_.wait_until_waiting();
    found = hand_out(prepared);
  });
  return found;
}

Settings Spread::settings() const {
  Settings found = crew_.settings();
  found["matrix"] = is_shared_ ? "one for all workers" : "a part for each worker";
  return found;
}

}  // namespace ipcbench
