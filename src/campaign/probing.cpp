#include "campaign/probing.hpp"

#include "campaign/early_failure.hpp"
#include "facts/facts.hpp"
#include "os/watch.hpp"

namespace ipcbench::campaign {
namespace {

/// A transfer needs the producer's matrix, the consumer's, and one more where the mechanism holds one in between.
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

/// Nothing, too, for a row that was left unprobed.
std::optional<Unavailable> probed(const Row& row, Result& result, const Producers& producers) {
  if (os::interrupted()) return std::nullopt;
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
