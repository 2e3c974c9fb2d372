#include "result/document.hpp"

#include <algorithm>
#include <utility>

#include "facts/facts.hpp"
#include "facts/sha256.hpp"
#include "rows/settings_json.hpp"

namespace ipcbench {
namespace {

using facts::or_null;
using nlohmann::ordered_json;

constexpr int schema = 1;
constexpr int interval = 2;  // the version of the timed interval in docs/methodology.md
const std::string no_seal(64, '0');

ordered_json samples_object(const Kind& kind, const Samples& samples) {
  ordered_json object;
  for (std::size_t i = 0; i < kind.phases.size(); ++i) object[std::string(kind.phases[i]) + "_ns"] = samples.phases[i];
  return object;
}

ordered_json usage_object(const Samples& samples) {
  ordered_json object;
  for (const auto& [part, values] : samples.usage) object[part] = values;
  return object;
}

/// Rows, columns and bytes of a shape; null where there is none.
void add_shape(ordered_json& object, const std::optional<Shape>& shape) {
  object["rows"] = shape ? ordered_json(shape->rows) : ordered_json(nullptr);
  object["cols"] = shape ? ordered_json(shape->cols) : ordered_json(nullptr);
}

/// What a row is.
ordered_json row_object(const Row& row) {
  return {{"row", row.name()}, {"kind", row.kind->key}, {"key", row.key}, {"label", row.label}};
}

ordered_json ipc_object(const Entry& entry) {
  const Row& row = *entry.row;
  ordered_json ipc{{"row", row.name()},
                   {"round", entry.round},
                   {"kind", row.kind->key},
                   {"key", row.key},
                   {"label", row.label},
                   {"family", row.family},
                   {"copies", or_null(row.copies)},
                   {"lands", or_null(row.lands)},
                   {"waiting", or_null(row.waiting)}};
  add_shape(ipc, row.shape);
  ipc["bytes"] = row.shape ? ordered_json(row.shape->bytes()) : ordered_json(nullptr);
  ipc["kernel"] = row.kernel != nullptr ? ordered_json(row.kernel->key) : ordered_json(nullptr);
  for (const auto& [condition, value] : row.conditions) ipc["conditions"][condition] = value;
  if (row.overlapped) ipc["overlapped"] = true;
  if (entry.once.forks_per_transfer) ipc["consumer"] = forked_per_transfer;
  ipc["settings"] = settings_object(entry.settings);
  if (entry.once.setup) ipc["setup_ns"] = *entry.once.setup;
  ipc["samples"] = samples_object(*row.kind, entry.samples);
  if (!entry.samples.usage.empty()) ipc["usage"] = usage_object(entry.samples);
  ipc["digest"] = digest_of(ipc["samples"]);
  return ipc;
}

std::vector<std::string> shape_texts(const Protocol& protocol) {
  std::vector<std::string> texts;
  for (const Shape shape : protocol.shapes) texts.push_back(to_string(shape));
  return texts;
}

ordered_json protocol_object(const Protocol& protocol) {
  return {{"rounds", protocol.rounds},
          {"precision", or_null(protocol.precision)},
          {"transfers_per_round", protocol.samples},
          {"placement",
           {{"policy", os::to_string(protocol.placement)},
            {"producer_cpu", or_null(protocol.cpus.producer)},
            {"consumer_cpu", or_null(protocol.cpus.consumer)}}},
          {"kernel", protocol.kernel->key},
          {"residency", os::to_string(protocol.residency)},
          {"shapes", shape_texts(protocol)},
          {"seed", protocol.seed},
          {"order", protocol.order}};
}

/// What two results must agree on to be comparable.
std::string workload_id(const Result& result) {
  const Protocol& protocol = result.protocol;
  std::vector<std::string> shapes = shape_texts(protocol);
  std::ranges::sort(shapes);
  const nlohmann::json workload{{"schema", schema},
                                {"suite", result.suite},
                                {"interval", interval},
                                {"kernel", protocol.kernel->key},
                                {"residency", os::to_string(protocol.residency)},
                                {"shapes", shapes},
                                {"transfers_per_round", protocol.samples},
                                {"placement", os::to_string(protocol.placement)}};
  return sha256(workload.dump()).substr(0, 16);
}

/// An array with an element for each value, made by `object_of`.
template <typename Values>
ordered_json array_of(const Values& values, auto object_of) {
  ordered_json array = ordered_json::array();
  for (const auto& value : values) array.push_back(object_of(value));
  return array;
}

ordered_json kind_object(const Kind* kind) {
  return {{"kind", kind->key},
          {"title", kind->title},
          {"role", to_string(kind->role)},
          {"phases", kind->phases},
          {"total", kind->total}};
}

ordered_json pair_object(const Pair& pair) { return {{"id", pair.id}, {"side", pair.side}}; }

ordered_json sweep_object(const Sweep& sweep) {
  return {{"row", sweep.row},
          {"chosen", or_null(sweep.chosen)},
          {"trials", array_of(sweep.trials, [](const Trial& trial) {
             return ordered_json{{"settings", settings_object(trial.settings)}, {"total_ns", trial.total}};
           })}};
}

ordered_json unavailable_object(const UnavailableRow& unavailable) {
  ordered_json object = row_object(*unavailable.row);
  add_shape(object, unavailable.row->shape);
  object["reason"] = unavailable.why.reason;
  object["mend"] = unavailable.why.mend;
  return object;
}

ordered_json settled_object(const SettledRow& settled) {
  return {{"row", settled.row}, {"from", or_null(settled.from)}};
}

ordered_json ipcbench_object(const Result& result) {
  return {{"schema", schema},
          {"suite", result.suite},
          {"run", or_null(result.run)},
          {"pair", result.pair ? pair_object(*result.pair) : ordered_json(nullptr)},
          {"machine", result.machine},
          {"environment", result.environment},
          {"build", result.build},
          {"protocol", protocol_object(result.protocol)},
          {"kinds", array_of(result.kinds, kind_object)},
          {"ids",
           {{"hardware", hardware_id(result.machine)},
            {"environment", environment_id(result.environment)},
            {"workload", workload_id(result)}}},
          {"tuning", array_of(result.tuning, sweep_object)},
          {"unavailable", array_of(result.unavailable, unavailable_object)},
          {"failed", array_of(result.failed, failed_object)},
          {"rounds", array_of(result.rounds, [](const facts::RoundFacts& round) { return to_json(round); })},
          {"settled", array_of(result.settled, settled_object)},
          {"warnings", array_of(result.warnings, warning_object)},
          {"complete", result.complete},
          {"seal", no_seal}};
}

/// The text with the SHA-256 of itself in place of the zeros. Quotes within other texts are escaped, and no entry has
/// that key.
std::string sealed(std::string text) {
  const std::string key = "\"seal\":\"";
  const std::size_t place = text.rfind(key + no_seal) + key.size();
  return text.replace(place, no_seal.size(), sha256(text));
}

}  // namespace

std::string digest_of(const ordered_json& samples) {
  return sha256(nlohmann::json(samples).dump());  // canonical: sorted keys, no spaces
}

ordered_json head_object(const Result& result) {
  return {{"context", result.context}, {"ipcbench", ipcbench_object(result)}};
}

ordered_json entry_object(const Entry& entry) {
  ordered_json object = entry.benchmark;
  object["ipc"] = ipc_object(entry);
  return object;
}

ordered_json failed_object(const FailedRound& failed) {
  return {{"row", failed.row}, {"round", failed.round}, {"error", failed.error}, {"text", failed.text}};
}

ordered_json warning_object(const Warning& warning) {
  return {{"code", warning.code}, {"text", warning.text}, {"rank", warning.rank}, {"rows", warning.rows}};
}

ordered_json probed_object(const Row& row, const std::optional<Unavailable>& why, const Settings& settings) {
  ordered_json object = row_object(row);
  object["family"] = row.family;
  add_shape(object, row.shape);
  object["unavailable"] = why ? ordered_json{{"reason", why->reason}, {"mend", why->mend}} : ordered_json(nullptr);
  object["settings"] = settings_object(settings);
  return object;
}

std::string one_line(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string document(const Result& result) {
  std::string text = "{\n\"context\": " + one_line(result.context) +
                     ",\n\"ipcbench\": " + one_line(ipcbench_object(result)) + ",\n\"benchmarks\": [";
  const char* separator = "\n";
  for (const Entry& entry : result.entries) {
    text += separator + one_line(entry_object(entry));
    separator = ",\n";
  }
  return sealed(text + "\n]\n}\n");
}

}  // namespace ipcbench
