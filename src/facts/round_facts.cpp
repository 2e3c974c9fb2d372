#include "facts/round_facts.hpp"

#include <cmath>

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;

constexpr double ns_per_ms = 1e6;

ordered_json milliseconds_or_null(const std::optional<std::int64_t>& ns) {
  return ns ? ordered_json(static_cast<double>(*ns) / ns_per_ms) : ordered_json(nullptr);
}

std::optional<std::int64_t> nanoseconds(const ordered_json& milliseconds) {
  if (milliseconds.is_null()) return std::nullopt;
  return std::llround(milliseconds.get<double>() * ns_per_ms);
}

std::optional<os::PingPong> cpu_pair_of(const ordered_json& round) {
  if (round.at("cache_line_ns").is_null()) return std::nullopt;
  return os::PingPong{round.at("cache_line_ns"), round.at("cache_line_cycles"), round.at("clock_offset_ns"),
                      round.at("clock_offset_uncertainty_ns")};
}

}  // namespace

ordered_json to_json(const RoundFacts& round) {
  const auto of_pair = [&](double os::PingPong::*fact) {
    return round.cpu_pair ? ordered_json((*round.cpu_pair).*fact) : ordered_json(nullptr);
  };
  return {{"round", round.round},
          {"duration_ms", milliseconds_or_null(round.duration_ns)},
          {"steal_ms", milliseconds_or_null(round.steal_ns)},
          {"others_ms", milliseconds_or_null(round.others_ns)},
          {"machine_others_ms", milliseconds_or_null(round.machine_others_ns)},
          {"throttled_ms", milliseconds_or_null(round.throttled_ns)},
          {"pulse_ns", round.pulse_ns ? ordered_json(*round.pulse_ns) : ordered_json(nullptr)},
          {"cache_line_ns", of_pair(&os::PingPong::round_trip_ns)},
          {"cache_line_cycles", of_pair(&os::PingPong::round_trip_cycles)},
          {"clock_offset_ns", of_pair(&os::PingPong::clock_offset_ns)},
          {"clock_offset_uncertainty_ns", of_pair(&os::PingPong::clock_offset_uncertainty_ns)},
          {"producer_cpus", round.producer_cpus},
          {"consumer_cpus", round.consumer_cpus}};
}

ordered_json kept_json(const RoundFacts& round) {
  ordered_json kept = to_json(round);
  kept["cpus"] = round.cpus;
  kept["machine_cpus"] = round.machine_cpus;
  kept["throttled_rows"] = round.throttled_rows;
  return kept;
}

RoundFacts round_facts(const ordered_json& kept) {
  return {.round = kept.at("round"),
          .duration_ns = nanoseconds(kept.at("duration_ms")).value_or(0),
          .cpus = kept.at("cpus"),
          .steal_ns = nanoseconds(kept.at("steal_ms")),
          .others_ns = nanoseconds(kept.at("others_ms")),
          .machine_others_ns = nanoseconds(kept.at("machine_others_ms")),
          .machine_cpus = kept.at("machine_cpus"),
          .throttled_ns = nanoseconds(kept.at("throttled_ms")),
          .throttled_rows = kept.at("throttled_rows"),
          .producer_cpus = kept.at("producer_cpus"),
          .consumer_cpus = kept.at("consumer_cpus"),
          .cpu_pair = cpu_pair_of(kept),
          .pulse_ns = std::nullopt};
}

}  // namespace ipcbench::facts
