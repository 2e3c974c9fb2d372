#include "facts/cpu_pair.hpp"

#include "facts/facts.hpp"
#include "ipcbench/errors.hpp"
#include "os/ping_pong.hpp"

namespace ipcbench::facts {
namespace {

constexpr std::int64_t patience_ns = 200'000'000;

std::optional<os::PingPong> measured(const CpuPair& cpus) {
  try {
    return os::ping_pong(*cpus.producer, *cpus.consumer, patience_ns);
  } catch (const SystemError&) {
    return std::nullopt;  // pinning fails again, with its text, when the run begins
  }
}

}  // namespace

nlohmann::ordered_json cpu_pair(const CpuPair& cpus, std::vector<Warning>& warnings) {
  if (!cpus.producer || !cpus.consumer || cpus.producer == cpus.consumer) {
    return unknown(warnings, "cpu_pair", "the processes are not pinned to two CPUs");
  }
  const auto found = measured(cpus);
  if (!found) return unknown(warnings, "cpu_pair", "the two CPUs did not meet within 0.2 s");
  return {{"round_trip_ns", found->round_trip_ns}, {"round_trip_cycles", found->round_trip_cycles}};
}

}  // namespace ipcbench::facts
