/// The link between the harness and a producer: JSON texts over a SOCK_SEQPACKET pair, one each. A producer need not be
/// of this build, nor C++. docs/producers.md describes it.
///
///   producer                                     harness
///   {"link": 2}
///                                                a request
///   {"settings": {…}, "setup_ns": …}, or {"unavailable": …} (of a probe)
///   {"samples": {…}, "usage": {…}, "cpu_ns": […]}, as often as it likes
///   {"cpu_pair": {…}}                            (of a look at the two CPUs)
///   {"build": {…}, "warnings": […], "kind": {…}} (of a description)
///   {"done": true}, with "settings" that show only once all is sent
///                                                {"goodbye": true}
///   or, in place of any of these: {"failed": {"error": "PeerDied", "text": "…", "started": true}}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "facts/machine.hpp"
#include "ipcbench/fd.hpp"
#include "os/ping_pong.hpp"
#include "rows/row.hpp"
#include "rows/settings_json.hpp"

namespace ipcbench {

inline constexpr int link_version = 2;

enum class Ask { probe, measure, cpu_pair, describe };

/// What a producer is to do.
struct Request {
  Ask ask = Ask::measure;
  std::string row;  // its name
  std::string kind;
  std::optional<Shape> shape{};
  std::string kernel{default_kernel().key};
  Residency residency = Residency::cache;
  int samples = 1;
  Start start{};
  std::string token;  // of the run
};

/// What all requests of a run have in common.
struct RunOptions {
  const Kernel* kernel = &default_kernel();  // what the consumers compute
  CpuPair cpus{};
  Residency residency = Residency::cache;
  std::vector<int> worker_cpus{};
};

/// What a build says of itself.
struct Description {
  nlohmann::ordered_json build;     // its facts
  std::vector<Warning> warnings;    // what it does not know of them
  std::vector<std::string> phases;  // of the kind that it was asked for; none if it has no such kind
  std::vector<std::string> total;   // those that the kind's total is made of
};

/// The request to measure or probe this row.
Request request_of(const Row& row, const RunOptions& run);

nlohmann::json to_json(const Request& request);
/// Throws UsageError for a request of another version, nlohmann::json::exception for what is none.
Request request_from(const nlohmann::json& json);

nlohmann::json to_json(const Samples& samples, const Kind& kind);
/// Throws Error or nlohmann::json::exception unless they have the phases of the kind, and a CPU time for each.
Samples samples_from(const nlohmann::json& json, const Kind& kind);

/// What a round has begun with. What there is once per round is left out where there is none.
nlohmann::json to_json(const Settings& settings, const Once& once);
/// Throws Error or nlohmann::json::exception for what makes no sense.
Once once_from(const nlohmann::json& json);

/// null for a pair of CPUs that is none, or that did not meet.
nlohmann::json to_json(const std::optional<os::PingPong>& cpu_pair);
std::optional<os::PingPong> cpu_pair_from(const nlohmann::json& json);

nlohmann::json to_json(const Description& description);
/// Throws nlohmann::json::exception for what makes no sense.
Description description_from(const nlohmann::json& json);

void send_json(const Fd& link, const nlohmann::json& json);
/// Throws PeerDied if the other side has closed the link, Error for what is no JSON, and what check_wait() throws.
nlohmann::json receive_json(const Fd& link);
/// The next one if one lies in the link.
std::optional<nlohmann::json> poll_json(const Fd& link);

}  // namespace ipcbench
