// One matrix over several workers: cut by rows, or whole to each.

#include "pool/spread.hpp"

#include <memory>

#include "ipcbench/errors.hpp"
#include "pool/pooled.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const Spreaded& took) {
  return {{took.prepare, took.spread, took.compute, took.gather, took.here}, {{"workers_cpu_ns", took.workers_cpu}}};
}

/// Of one matrix: here as often as there are workers, and over these.
Nanoseconds sample_deadline(const Pooled& pooled) { return deadline_of(pooled, 3 * pooled.workers); }

/// After the last sample one more matrix is handed out, whose digests are checked.
Round start(const Pooled& pooled, Cut cut, const Start& from) {
  const SpreadOptions options{.crew = crew_of(pooled, from, sample_deadline(pooled)), .cut = cut, .seed = from.seed};
  const auto spread = std::make_shared<Spread>(*pooled.transport, pooled.shape, options);
  const auto check = [spread] {
    spread->check_digests();
    spread->measure();
    return Settings{};
  };
  return {spread->settings(), [spread] { return sample_of(spread->measure()); }, check};
}

std::optional<Unavailable> probe(const Pooled& pooled, Cut cut) {
  try {
    return probe_channels(pooled,
                          channels_of(*pooled.transport, pooled.shape, parts_of(pooled.shape, pooled.workers, cut)));
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    return unavailable_because(error.what());
  }
}

std::vector<Row> rows(std::string_view kind, Cut cut, const RowOptions& options) {
  require_cache(options);
  std::vector<Row> all;
  for_each_pooled(options, [&](const Pooled& pooled) {
    Conditions conditions{{"workers", std::to_string(pooled.workers)}, {"kernel", std::string(pooled.kernel->key)}};
    auto row = wanted_row(kind, pooled, std::move(conditions), options);
    if (!row) return;
    row->samples = options.samples;
    row->deadline_ns = sample_deadline(pooled);
    row->matrices = cut == Cut::by_rows ? 3 : 3 * pooled.workers;
    row->probe = [pooled, cut] { return probe(pooled, cut); };
    row->start = [pooled, cut](const Start& from) { return start(pooled, cut, from); };
    all.push_back(std::move(*row));
  });
  return all;
}

const KindRegistration pool({
    .key = "pool",
    .title = "One matrix cut by rows",
    .role = Role::measured,
    .phases = {"prepare", "spread", "compute", "gather", "here"},
    .total = {"spread", "compute", "gather"},
    .rows = [](const RowOptions& options) { return rows("pool", Cut::by_rows, options); },
});

const KindRegistration broadcast({
    .key = "broadcast",
    .title = "One matrix to every worker",
    .role = Role::measured,
    .phases = {"prepare", "spread", "compute", "gather", "here"},
    .total = {"spread", "compute", "gather"},
    .rows = [](const RowOptions& options) { return rows("broadcast", Cut::whole, options); },
});

}  // namespace
}  // namespace ipcbench
