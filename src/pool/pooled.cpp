#include "pool/pooled.hpp"

#include "ipcbench/errors.hpp"

namespace ipcbench {

void for_each_pooled(const RowOptions& options, const std::function<void(const Pooled&)>& use) {
  constexpr std::size_t most_workers = 17;
  for (const Shape shape : options.shapes) {
    for (const Transport& transport : transports()) {
      for (std::size_t workers = 1; workers <= most_workers; ++workers) {
        for (const Kernel& kernel : kernels()) {
          if (kernel.steps == 0 && &kernel != options.kernel) continue;
          use({&transport, shape, &kernel, workers, workers});
        }
      }
    }
  }
}

CrewOptions crew_of(const Pooled& pooled, const Start& from, Nanoseconds deadline_ns) {
  return {.workers = pooled.workers,
          .kernel = pooled.kernel,
          .producer_cpu = from.cpus.producer,
          .worker_cpus = from.worker_cpus,
          .waiting = pooled.transport->waiting,
          .deadline_ns = deadline_ns};
}

Nanoseconds deadline_of(const Pooled& pooled, std::size_t matrices) {
  constexpr double least_ns = 4e9, ns_per_byte = 20, ns_per_flop = 5;
  const double ns_per_matrix =
      ns_per_byte * static_cast<double>(pooled.shape.bytes()) + ns_per_flop * pooled.kernel->flops(pooled.shape);
  return static_cast<Nanoseconds>(least_ns + static_cast<double>(matrices) * ns_per_matrix);
}

std::optional<Row> wanted_row(std::string_view kind, const Pooled& pooled, Conditions conditions,
                              const RowOptions& options) {
  const Transport& transport = *pooled.transport;
  Row row;
  row.kind = &find_kind(kind);
  row.key = transport.key;
  row.shape = pooled.shape;
  row.conditions = std::move(conditions);
  if (options.wanted && !options.wanted(row.name())) return std::nullopt;
  row.label = transport.label;
  row.family = to_string(transport.family);
  row.copies = transport.copies;
  row.lands = to_string(transport.lands);
  row.waiting = to_string(transport.waiting);
  row.kernel = pooled.kernel;
  row.overlapped = transport.overlapped;
  row.has_workers = true;
  row.matrices = 1 + 3 * pooled.workers;  // this process's; each side's, and one in between
  row.cpus = transport.waiting == Waiting::spinning ? pooled.workers + 1 : 1;
  return row;
}

std::optional<Unavailable> probe_channels(const Pooled& pooled, const OpenForWorker& open) {
  if (auto why = pooled.transport->probe(pooled.shape)) return why;
  try {
    std::vector<std::unique_ptr<Channel>> channels;
    for (std::size_t worker = 0; worker < pooled.workers; ++worker) channels.push_back(open(worker));
    if (channels.front()->consumer() == Consumer::waiting) return std::nullopt;
    return Unavailable{"its consumers have to be forked for each matrix: there are no workers that stay", ""};
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return unavailable_because(error.what());
  }
}

void require_cache(const RowOptions& options) {
  if (options.residency == Residency::cache) return;
  throw UsageError("--residency memory: the matrices of several workers lie where these leave them: leave it out");
}

}  // namespace ipcbench
