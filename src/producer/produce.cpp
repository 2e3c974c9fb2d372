#include "producer/produce.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "facts/machine.hpp"
#include "facts/processor_match.hpp"
#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/integers.hpp"
#include "os/log.hpp"
#include "os/names.hpp"
#include "os/ping_pong.hpp"
#include "os/process.hpp"
#include "os/terminal.hpp"
#include "os/usage.hpp"
#include "os/watch.hpp"
#include "producer/link.hpp"

namespace ipcbench {
namespace {

using nlohmann::json;

/// nullopt if this build has no such row.
std::optional<Row> row_of(const Request& request) {
  if (kind_or_null(request.kind) == nullptr) return std::nullopt;
  const Kernel* const kernel = find_kernel(request.kernel);
  if (kernel == nullptr) throw UsageError("no kernel is called " + request.kernel);
  RowOptions options{.shapes = {}, .kernel = kernel, .samples = request.samples, .residency = request.residency};
  if (request.shape) options.shapes.push_back(*request.shape);
  options.wanted = [&](const std::string& name) { return name == request.row; };
  const auto rows = rows_of({request.kind}, options);
  const auto found = std::ranges::find(rows, request.row, &Row::name);
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

/// Sends samples in batches, so that the harness does not wake up between short transfers.
class SampleBatches {
 public:
  SampleBatches(const Fd& link, const Kind& kind) : link_(link), kind_(kind) {}

  void add(const Sample& sample, Nanoseconds cpu_ns) {
    constexpr std::size_t most_numbers = 2000;  // of 20 digits and more, they fit into a message
    constexpr std::int64_t patience_ns = 100'000'000;
    batch_.add(kind_, sample, cpu_ns);
    const std::size_t columns = batch_.phases.size() + batch_.usage.size() + 1;
    if (batch_.size() * columns >= most_numbers || os::now_ns() - flushed_ns_ > patience_ns) flush();
  }
  void flush() {
    if (batch_.size() > 0) send_json(link_, to_json(batch_, kind_));
    batch_ = {};
    flushed_ns_ = os::now_ns();
  }

 private:
  const Fd& link_;
  const Kind& kind_;
  Samples batch_;
  std::int64_t flushed_ns_ = os::now_ns();
};

void finish(const Fd& link, json last = json::object()) {
  last["done"] = true;
  send_json(link, last);
  receive_json(link);  // goodbye: until then the harness looks where the processes are
}

void probe(const Fd& link, const std::optional<Row>& row) {
  const auto why = row ? row->probe() : Unavailable{"that build has no such row", "build it from a later source"};
  send_json(link, {{"unavailable", why ? json{{"reason", why->reason}, {"mend", why->mend}} : json(nullptr)}});
  finish(link);
}

void look_at_cpus(const Fd& link, const CpuPair& cpus) {
  constexpr std::int64_t patience_ns = 200'000'000;
  const bool are_two = cpus.producer && cpus.consumer;
  const auto found = are_two ? os::ping_pong(*cpus.producer, *cpus.consumer, patience_ns) : std::nullopt;
  send_json(link, {{"cpu_pair", to_json(found)}});
  finish(link);
}

void describe(const Fd& link, const std::string& kind_key) {
  Description description;
  description.build = build_facts(description.warnings);
  if (const Kind* const kind = kind_or_null(kind_key)) {
    description.phases.assign(kind->phases.begin(), kind->phases.end());
    description.total.assign(kind->total.begin(), kind->total.end());
  }
  send_json(link, to_json(description));
  finish(link);
}

void measure(const Fd& link, const Row& row, const Request& request, bool& started) {
  const Round round = row.start(request.start);
  started = true;
  send_json(link, to_json(round.settings, round.once));
  SampleBatches stream(link, *row.kind);
  for (int i = 0; i < request.samples; ++i) {
    const auto before = os::usage().cpu_ns;
    const Sample sample = round.measure();
    stream.add(sample, os::usage().cpu_ns - before);
  }
  stream.flush();
  json last = json::object();
  if (round.effective) last["settings"] = settings_object(round.effective());
  finish(link, std::move(last));
}

void obey(const Fd& link, bool& started) {
  send_json(link, {{"link", link_version}});
  const Request request = request_from(receive_json(link));
  os::set_run_token(request.token);
  if (request.start.cpus.producer) os::pin_to(*request.start.cpus.producer);
  if (request.ask == Ask::cpu_pair) return look_at_cpus(link, request.start.cpus);
  if (request.ask == Ask::describe) return describe(link, request.kind);
  const auto row = row_of(request);
  if (request.ask == Ask::probe) return probe(link, row);
  if (!row) throw UsageError("no row is called " + request.row);
  measure(link, *row, request, started);
}

void report(const Fd& link, std::string_view error, std::string_view text, bool started) {
  constexpr std::size_t most = 4000;  // what fits into a message
  try {
    send_json(link, {{"failed", {{"error", error}, {"text", text.substr(0, most)}, {"started", started}}}});
  } catch (const Error&) {
    spdlog::error("{}", text);  // there is no harness
  }
}

/// Where memory runs out, a producer is to go and the run to go on.
void offer_to_be_killed_first() { std::ofstream("/proc/self/oom_score_adj") << 1000; }

int produce(const std::string& program, int harness_pid) {
  os::log_to_stderr(program);
  if (os::can_rewrite_lines()) os::log_over_the_line();
  ::prctl(PR_SET_NAME, program.c_str());  // it was started by the number of a descriptor
  offer_to_be_killed_first();
  const Fd link(os::inherited_descriptor);
  bool started = false;
  try {
    checked(::fcntl(link.get(), F_SETFD, FD_CLOEXEC), "use descriptor 3", "leave --produce to the harness");
    facts::require_features(facts::lacking_features());
    os::watch_as_producer(harness_pid);
    obey(link, started);
    return 0;
  } catch (const Interrupted&) {
    return 130;
  } catch (const Error& error) {
    report(link, error.name(), error.what(), started);
  } catch (const std::exception& error) {
    report(link, "Error", error.what(), started);
  }
  return 1;
}

}  // namespace

void produce_if_asked(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[1]) != "--produce") return;
  const int harness_pid = os::integer<int>(argv[2]).value_or(-1);
  std::exit(produce(std::filesystem::path(argv[0]).filename().string(), harness_pid));
}

}  // namespace ipcbench
