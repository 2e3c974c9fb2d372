#include "result.hpp"

#include <algorithm>

#include "digest.hpp"

namespace ipcbench {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;
constexpr int interval = 1;  // the version of the timed interval in docs/methodology.md
const std::string no_seal(64, '0');

ordered_json samples_object(RowKind kind, const Samples& samples) {
  ordered_json object;
  for (const auto& [key, member] : phases(kind)) {
    ordered_json& values = object[std::string(key)] = ordered_json::array();
    for (const Sample& sample : samples) values.push_back(sample.*member);
  }
  return object;
}

ordered_json cost_object(const Samples& samples) {
  ordered_json object;
  for (const auto& [key, member] : cost_parts()) {
    ordered_json& values = object[std::string(key)] = ordered_json::array();
    for (const Sample& sample : samples) values.push_back(sample.cost.*member);
  }
  return object;
}

/// What a row is, apart from its shape.
ordered_json traits_object(const Row& row) {
  if (row.kind == RowKind::transfer) {
    const Transport& transport = *row.transport;
    return {{"transport", transport.key},
            {"label", transport.label},
            {"family", to_string(transport.family)},
            {"copies", transport.copies},
            {"lands", to_string(transport.lands)},
            {"waiting", to_string(transport.waiting)}};
  }
  return {{"transport", nullptr},
          {"label", (row.kind == RowKind::local ? "Computing here: " : "Copying here: ") + std::string(row.key())},
          {"family", to_string(row.kind)},
          {"copies", row.kind == RowKind::local ? 0 : 1},
          {"lands", "private"},
          {"waiting", nullptr}};
}

template <typename Value>
ordered_json value_or_null(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json protocol_object(const Result& result) {
  ordered_json shapes = ordered_json::array();
  for (const Shape shape : result.shapes) shapes.push_back(to_string(shape));
  const Protocol& protocol = result.protocol;
  return {{"rounds", protocol.rounds},
          {"precision", value_or_null(protocol.precision)},
          {"transfers_per_round", protocol.transfers},
          {"placement",
           {{"policy", os::to_string(result.placement)},
            {"producer_cpu", value_or_null(protocol.cpus.producer)},
            {"consumer_cpu", value_or_null(protocol.cpus.consumer)}}},
          {"kernel", result.kernel},
          {"shapes", std::move(shapes)},
          {"seed", protocol.seed},
          {"order", result.order}};
}

/// What two results must agree on to be comparable.
std::string workload_id(const Result& result) {
  std::vector<std::string> shapes;
  for (const Shape shape : result.shapes) shapes.push_back(to_string(shape));
  std::ranges::sort(shapes);
  const nlohmann::json workload{{"schema", schema},
                                {"interval", interval},
                                {"kernel", result.kernel},
                                {"shapes", shapes},
                                {"transfers_per_round", result.protocol.transfers},
                                {"placement", os::to_string(result.placement)}};
  return sha256(workload.dump()).substr(0, 16);
}

ordered_json warnings_array(const std::vector<Warning>& warnings) {
  ordered_json array = ordered_json::array();
  for (const Warning& warning : warnings) {
    array.push_back({{"code", warning.code}, {"text", warning.text}, {"rank", warning.rank}, {"rows", warning.rows}});
  }
  return array;
}

ordered_json ipcbench_object(const Result& result) {
  return {{"schema", schema},
          {"machine", result.machine},
          {"environment", result.environment},
          {"build", result.build},
          {"protocol", protocol_object(result)},
          {"ids",
           {{"hardware", hardware_id(result.machine)},
            {"environment", environment_id(result.environment)},
            {"workload", workload_id(result)}}},
          {"tuning", result.tuning},
          {"unavailable", result.unavailable},
          {"failed", result.failed},
          {"rounds", result.rounds},
          {"warnings", warnings_array(result.warnings)},
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

ordered_json ipc_object(const Row& row, int round, const Settings& settings, const Samples& samples) {
  ordered_json ipc{{"row", row.name()}, {"round", round}, {"kind", to_string(row.kind)}};
  ipc.update(traits_object(row));
  ipc["rows"] = row.shape.rows;
  ipc["cols"] = row.shape.cols;
  ipc["bytes"] = row.shape.bytes();
  ipc["kernel"] = row.kind == RowKind::bound ? row.copy->key : row.kernel->key;
  if (row.transport != nullptr && row.transport->overlapped) ipc["overlapped"] = true;
  ipc["settings"] = settings_object(settings);
  ipc["samples"] = samples_object(row.kind, samples);
  if (row.kind == RowKind::transfer) ipc["cost"] = cost_object(samples);
  ipc["digest"] = sha256(nlohmann::json(ipc["samples"]).dump());  // canonical: sorted keys, no spaces
  return ipc;
}

ordered_json settings_object(const Settings& settings) {
  ordered_json object = ordered_json::object();
  for (const auto& setting : settings) {
    std::visit([&](const auto& effective) { object[setting.first] = effective; }, setting.second);
  }
  return object;
}

ordered_json sweep_object(const Sweep& sweep) {
  ordered_json trials = ordered_json::array();
  for (const Trial& trial : sweep.trials) {
    trials.push_back({{"settings", settings_object(trial.settings)}, {"total_ns", trial.total}});
  }
  return {{"row", sweep.row}, {"trials", std::move(trials)}};
}

ordered_json unavailable_object(const Row& row, const Unavailable& why) {
  return {{"transport", row.key()},
          {"rows", row.shape.rows},
          {"cols", row.shape.cols},
          {"reason", why.reason},
          {"mend", why.mend}};
}

ordered_json failed_object(const Row& row, int round, const std::string& error, const std::string& text) {
  return {{"row", row.name()}, {"round", round}, {"error", error}, {"text", text}};
}

std::string one_line(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string document(const Result& result) {
  std::string text = "{\n\"context\": " + one_line(result.context) +
                     ",\n\"ipcbench\": " + one_line(ipcbench_object(result)) + ",\n\"benchmarks\": [";
  const char* separator = "\n";
  for (const ordered_json& entry : result.entries) {
    text += separator + one_line(entry);
    separator = ",\n";
  }
  return sealed(text + "\n]\n}\n");
}

}  // namespace ipcbench
