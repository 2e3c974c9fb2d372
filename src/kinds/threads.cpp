// One matrix cut by rows over threads of this process: what workers are held against.

#include "pool/threads.hpp"

#include <memory>

#include "ipcbench/errors.hpp"
#include "pool/pooled.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const Spreaded& took) { return {{took.prepare, took.spread, took.compute, took.gather, took.here}}; }

std::optional<Unavailable> probe(const Pooled& pooled) {
  try {
    parts_of(pooled.shape, pooled.workers, Cut::by_rows);
    return std::nullopt;
  } catch (const Error& error) {
    return unavailable_because(error.what());
  }
}

Row row_of(const Pooled& pooled, const RowOptions& options) {
  Row row;
  row.key = pooled.kernel->key;
  row.shape = pooled.shape;
  row.conditions = {{"workers", std::to_string(pooled.workers)}, {"kernel", row.key}};
  row.label = "Threads here: " + row.key;
  row.family = "threads";
  row.copies = 0;
  row.lands = "private";
  row.kernel = pooled.kernel;
  row.samples = options.samples;
  row.deadline_ns = deadline_of(pooled, 3 * pooled.workers);
  row.matrices = 1;
  row.probe = [pooled] { return probe(pooled); };
  row.start = [pooled](const Start& from) -> Round {
    const ThreadsOptions threads{pooled.workers, pooled.kernel, from.worker_cpus, from.seed};
    const auto spread = std::make_shared<Threads>(pooled.shape, threads);
    return {{}, [spread] { return sample_of(spread->measure()); }};
  };
  return row;
}

std::vector<Row> rows(const RowOptions& options) {
  require_cache(options);
  std::vector<Row> all;
  for_each_pooled(options, [&](const Pooled& pooled) {
    if (pooled.transport != &transports().front()) return;  // there is nothing to hand over
    all.push_back(row_of(pooled, options));
  });
  return all;
}

const KindRegistration registered({
    .key = "threads",
    .title = "Threads here",
    .role = Role::base,
    .phases = {"prepare", "spread", "compute", "gather", "here"},
    .total = {"spread", "compute", "gather"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
