#include "producer/link.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "ipcbench/errors.hpp"
#include "os/io.hpp"

namespace ipcbench {
namespace {

using nlohmann::json;

constexpr std::size_t message_bytes = std::size_t{1} << 16;  // docs/producers.md

constexpr std::array<std::string_view, 4> asks{"probe", "measure", "cpu_pair", "describe"};  // in the order of Ask

Ask ask_of(const std::string& word) {
  const auto* const found = std::ranges::find(asks, word);
  if (found == asks.end()) throw UsageError("the harness asks for \"" + word + "\", which this producer does not know");
  return static_cast<Ask>(found - asks.begin());
}

template <typename Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json(nullptr);
}

template <typename Value>
std::optional<Value> optional_of(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<Value>());
}

json parsed(std::span<const char> text) {
  try {
    return json::parse(text.begin(), text.end());
  } catch (const json::exception&) {
    throw Error("what came over the link is no message");
  }
}

Residency residency_from(const json& said) {
  const std::string word = said;
  if (const auto residency = os::parse_residency(word)) return *residency;
  throw UsageError("no residency is called " + word);
}

}  // namespace

Request request_of(const Row& row, const RunOptions& run) {
  return {.row = row.name(),
          .kind = std::string(row.kind->key),
          .shape = row.shape,
          .kernel = std::string(run.kernel->key),
          .residency = run.residency,
          .samples = row.samples,
          .start = {.cpus = run.cpus, .worker_cpus = run.worker_cpus},
          .token = {}};
}

json to_json(const Request& request) {
  return {{"link", link_version},
          {"ask", asks[static_cast<std::size_t>(request.ask)]},
          {"row", request.row},
          {"kind", request.kind},
          {"shape", request.shape ? json(to_string(*request.shape)) : json(nullptr)},
          {"kernel", request.kernel},
          {"residency", os::to_string(request.residency)},
          {"samples", request.samples},
          {"seed", request.start.seed},
          {"producer_cpu", or_null(request.start.cpus.producer)},
          {"consumer_cpu", or_null(request.start.cpus.consumer)},
          {"worker_cpus", request.start.worker_cpus},
          {"tuning", or_null(request.start.tuning)},
          {"token", request.token}};
}

Request request_from(const json& said) {
  if (const int version = said.at("link"); version != link_version) {
    throw UsageError("the harness speaks version " + std::to_string(version) + " of the link, and this producer " +
                     std::to_string(link_version) + ": build both from one source");
  }
  const auto shape = optional_of<std::string>(said.at("shape"));
  return {.ask = ask_of(said.at("ask")),
          .row = said.at("row"),
          .kind = said.at("kind"),
          .shape = shape ? std::optional(parse_shape(*shape)) : std::nullopt,
          .kernel = said.at("kernel"),
          .residency = residency_from(said.at("residency")),
          .samples = said.at("samples"),
          .start = {.seed = said.at("seed"),
                    .cpus = {optional_of<int>(said.at("producer_cpu")), optional_of<int>(said.at("consumer_cpu"))},
                    .worker_cpus = said.value("worker_cpus", std::vector<int>{}),
                    .tuning = optional_of<std::size_t>(said.at("tuning"))},
          .token = said.at("token")};
}

json to_json(const Samples& samples, const Kind& kind) {
  json phases = json::object();
  for (const auto name : kind.phases) phases[std::string(name)] = *samples.phase(kind, name);
  json usage = json::object();
  for (const auto& [part, values] : samples.usage) usage[part] = values;
  return {{"samples", std::move(phases)}, {"usage", std::move(usage)}, {"cpu_ns", samples.cpu}};
}

Samples samples_from(const json& said, const Kind& kind) {
  Samples samples;
  samples.cpu = said.at("cpu_ns").get<std::vector<Nanoseconds>>();
  const auto column = [&](const json& values) {
    auto numbers = values.get<std::vector<std::int64_t>>();
    if (numbers.size() != samples.cpu.size()) throw Error("a producer's samples have columns of different lengths");
    if (std::ranges::any_of(numbers, [](auto number) { return number < 0; })) {
      throw Error("a producer's samples have a negative number");
    }
    return numbers;
  };
  for (const auto name : kind.phases) samples.phases.push_back(column(said.at("samples").at(std::string(name))));
  for (const auto& [part, values] : said.at("usage").items()) samples.usage.emplace_back(part, column(values));
  return samples;
}

json to_json(const Settings& settings, const Once& once) {
  json object{{"settings", settings_object(settings)}};
  if (once.setup) object["setup_ns"] = *once.setup;
  if (once.forks_per_transfer) object["consumer"] = forked_per_transfer;
  return object;
}

Once once_from(const json& said) {
  Once once;
  if (said.contains("setup_ns")) once.setup = said["setup_ns"].get<Nanoseconds>();
  if (once.setup.value_or(0) < 0) throw Error("a producer's set-up took a negative time");
  once.forks_per_transfer = said.value("consumer", "") == forked_per_transfer;
  return once;
}

json to_json(const std::optional<os::PingPong>& cpu_pair) {
  if (!cpu_pair) return nullptr;
  return {{"round_trip_ns", cpu_pair->round_trip_ns},
          {"round_trip_cycles", cpu_pair->round_trip_cycles},
          {"clock_offset_ns", cpu_pair->clock_offset_ns},
          {"clock_offset_uncertainty_ns", cpu_pair->clock_offset_uncertainty_ns}};
}

std::optional<os::PingPong> cpu_pair_from(const json& said) {
  if (said.is_null()) return std::nullopt;
  return os::PingPong{.round_trip_ns = said.at("round_trip_ns"),
                      .round_trip_cycles = said.at("round_trip_cycles"),
                      .clock_offset_ns = said.at("clock_offset_ns"),
                      .clock_offset_uncertainty_ns = said.at("clock_offset_uncertainty_ns")};
}

json to_json(const Description& description) {
  json warnings = json::array();
  for (const Warning& warning : description.warnings) {
    warnings.push_back({{"code", warning.code}, {"text", warning.text}, {"rank", warning.rank}});
  }
  return {{"build", description.build},
          {"warnings", std::move(warnings)},
          {"kind", {{"phases", description.phases}, {"total", description.total}}}};
}

Description description_from(const json& said) {
  Description description;
  description.build = said.at("build");
  for (const json& warning : said.at("warnings")) {
    description.warnings.push_back({warning.at("code"), warning.at("text"), warning.at("rank"), {}});
  }
  said.at("kind").at("phases").get_to(description.phases);
  said.at("kind").at("total").get_to(description.total);
  return description;
}

void send_json(const Fd& link, const json& message) {
  const std::string text = message.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > message_bytes) throw Error("a message of " + std::to_string(text.size()) + " bytes is too long");
  os::send_message(link, std::as_bytes(std::span(text)));
}

json receive_json(const Fd& link) {
  std::vector<char> text(message_bytes);
  const std::size_t size = os::receive_message(link, std::as_writable_bytes(std::span(text)));
  return parsed(std::span(text).first(size));
}

std::optional<json> poll_json(const Fd& link) {
  std::vector<char> text(message_bytes);
  const std::size_t size = os::poll_message(link, std::as_writable_bytes(std::span(text)));
  return size > 0 ? std::optional(parsed(std::span(text).first(size))) : std::nullopt;
}

}  // namespace ipcbench
