// Farming out: a stream of whole matrices, each to the next free worker.

#include "pool/farm.hpp"

#include <algorithm>
#include <memory>

#include "pool/pooled.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const Farmed& farmed) {
  return {{farmed.prepare, farmed.send, farmed.wait, farmed.here},
          {{"producer_cpu_ns", farmed.producer_cpu}, {"workers_cpu_ns", farmed.workers_cpu}}};
}

std::unique_ptr<Channel> open(const Pooled& pooled) { return pooled.transport->open(pooled.shape); }

Nanoseconds batch_deadline(const Pooled& pooled) {
  return deadline_of(pooled, Farm::matrices(pooled.workers, pooled.window));
}

Round start(const Pooled& pooled, const Start& from) {
  const FarmOptions options{
      .crew = crew_of(pooled, from, batch_deadline(pooled)), .window = pooled.window, .seed = from.seed};
  const auto farm = std::make_shared<Farm>([&](std::size_t) { return open(pooled); }, pooled.shape, options);
  const auto check = [farm] {
    farm->check_digests();
    return Settings{};
  };
  return {farm->settings(), [farm] { return sample_of(farm->measure()); }, check};
}

/// A first batch, which is cold, and others: each has as many matrices as a round of a transfer, about.
int samples(const RowOptions& options) {
  constexpr int transfers_per_batch = 2;
  return options.samples == 1 ? 1 : std::max(2, options.samples / transfers_per_batch);
}

void add(std::vector<Row>& rows, const Pooled& pooled, const RowOptions& options) {
  Conditions conditions{{"workers", std::to_string(pooled.workers)},
                        {"window", std::to_string(pooled.window)},
                        {"kernel", std::string(pooled.kernel->key)}};
  auto row = wanted_row("farm", pooled, std::move(conditions), options);
  if (!row) return;
  row->samples = samples(options);
  row->deadline_ns = batch_deadline(pooled);
  row->probe = [pooled] { return probe_channels(pooled, [&](std::size_t) { return open(pooled); }); };
  row->start = [pooled](const Start& from) { return start(pooled, from); };
  rows.push_back(std::move(*row));
}

/// With one matrix for each worker under way, and with one for all.
std::vector<Row> rows(const RowOptions& options) {
  require_cache(options);
  std::vector<Row> all;
  for_each_pooled(options, [&](Pooled pooled) {
    add(all, pooled, options);
    pooled.window = 1;
    if (pooled.workers > 1) add(all, pooled, options);
  });
  return all;
}

const KindRegistration registered({
    .key = "farm",
    .title = "Farming out",
    .role = Role::measured,
    .phases = {"prepare", "send", "wait", "here"},
    .total = {"prepare", "send", "wait"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
