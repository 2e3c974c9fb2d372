#include "campaign/probing.hpp"

#include "campaign/early_failure.hpp"
#include "facts/facts.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"

namespace ipcbench::campaign {
namespace {

/// For every row of a shape: the least that any of them needs.
void require_memory(const std::vector<Row>& rows) {
  constexpr std::size_t matrices = 3;
  const auto [memory, source] = facts::available_memory(facts::Files{});
  for (const Row& row : rows) {
    if (!row.shape || row.shape->bytes() <= memory / matrices) continue;
    throw UsageError("--shape " + to_string(*row.shape) + " does not fit in memory: it takes " +
                     std::to_string(matrices) + " matrices of " + std::to_string(row.shape->bytes() >> 20) +
                     " MiB, and " + std::to_string(memory >> 20) + " MiB are left by " + source);
  }
}

/// Why the row makes no sense here, whatever a probe would say.
std::optional<Unavailable> lacking(const Row& row) {
  const auto cpus = static_cast<std::size_t>(os::allowed_cpus());
  if (row.cpus > cpus) {
    return Unavailable{
        "it spins on " + std::to_string(row.cpus) + " CPUs, and this process may use " + std::to_string(cpus),
        "fewer workers, or a row that sleeps while it waits"};
  }
  const auto [memory, source] = facts::available_memory(facts::Files{});
  if (!row.shape || row.shape->bytes() <= memory / row.matrices) return std::nullopt;
  return Unavailable{"it takes " + std::to_string(row.matrices) + " matrices of " +
                         std::to_string(row.shape->bytes() >> 20) + " MiB, and " + std::to_string(memory >> 20) +
                         " MiB are left by " + source,
                     "fewer workers"};
}

/// Nothing, too, for a row that was left unprobed.
std::optional<Unavailable> probed(const Row& row, Result& result, const Producers& producers) {
  if (os::interrupted()) return std::nullopt;
  if (auto why = lacking(row)) return why;
  try {
    return producers.probe(row);
  } catch (const Interrupted&) {
    return std::nullopt;
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    add_early_failure(result, "probe_failed", "note", "the probe", row, error);
    return std::nullopt;
  }
}

}  // namespace

std::vector<const Row*> available(const std::vector<Row>& rows, Result& result, const Producers& producers) {
  require_memory(rows);
  std::vector<const Row*> can_run;
  for (const Row& row : rows) {
    if (auto why = probed(row, result, producers)) {
      result.unavailable.push_back({&row, std::move(*why)});
    } else {
      can_run.push_back(&row);
    }
  }
  if (!can_run.empty()) return can_run;
  const auto& [row, why] = result.unavailable.front();
  throw UsageError("nothing can run: " + row->name() + ": " + why.reason +
                   (why.mend.empty() ? "" : "\nTry: " + why.mend));
}

}  // namespace ipcbench::campaign
