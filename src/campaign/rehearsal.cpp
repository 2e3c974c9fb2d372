#include "campaign/rehearsal.hpp"

#include "campaign/early_failure.hpp"
#include "campaign/seeds.hpp"
#include "campaign/sweep.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"

namespace ipcbench::campaign {
namespace {

constexpr double seconds_per_ns = 1e-9;
constexpr int rehearsed_samples = 2;

/// A round of two samples, and as much more as the warm one took for each that is missing.
double seconds_of_round(const Row& row, const Protocol& protocol, const Producers& producers) {
  const auto begin = os::now_ns();
  const auto measured = producers.measure(row, rehearsed_samples, early_seed(protocol, row));
  const auto took = os::now_ns() - begin;
  const Nanoseconds warm = measured.samples.cpu.back() + measured.samples.totals(*row.kind).back();
  return static_cast<double>(took + (row.samples - rehearsed_samples) * warm) * seconds_per_ns;
}

}  // namespace

double rehearsed_seconds(const std::vector<const Row*>& rows, Result& result, const Producers& producers) {
  double seconds = 0;
  for (const Row* row : rows) {
    if (os::interrupted()) break;
    const double sweep_in_rounds = static_cast<double>(sweep_samples(*row, result.protocol)) / row->samples;
    try {
      seconds += seconds_of_round(*row, result.protocol, producers) * (result.protocol.rounds + sweep_in_rounds);
    } catch (const Interrupted&) {
      break;
    } catch (const UsageError&) {
      throw;
    } catch (const Error& error) {
      add_early_failure(result, "rehearsal_failed", "note", "the rehearsal", *row, error);
    }
  }
  return seconds;
}

}  // namespace ipcbench::campaign
