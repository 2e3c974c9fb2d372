// Handing a matrix to another process: a row for every transport and shape.

#include <sys/socket.h>

#include <memory>

#include "ipcbench/private_matrix.hpp"
#include "os/socket.hpp"
#include "rows/row.hpp"
#include "session/session.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const Transferred& took) {
  const UsageOfBoth& used = took.usage;
  return {{took.prepare, took.transfer, took.sent, took.compute, took.reply, took.release},
          {{"producer_cpu_ns", used.producer.cpu_ns},
           {"consumer_cpu_ns", used.consumer.cpu_ns},
           {"producer_page_faults", used.producer.page_faults},
           {"consumer_page_faults", used.consumer.page_faults},
           {"producer_voluntary_switches", used.producer.voluntary_switches},
           {"consumer_voluntary_switches", used.consumer.voluntary_switches},
           {"producer_involuntary_switches", used.producer.involuntary_switches},
           {"consumer_involuntary_switches", used.consumer.involuntary_switches}}};
}

Round start(const Transport& transport, Shape shape, SessionOptions options, const Start& from) {
  const auto opening = os::now_ns();
  auto channel =
      from.tuning ? transport.open_tuned(shape, transport.tunings(shape).at(*from.tuning)) : transport.open(shape);
  Settings settings = channel->settings();
  options.cpus = from.cpus;
  options.seed = from.seed;
  const auto session = std::make_shared<Session>(std::move(channel), shape, options);
  return {std::move(settings),
          [session] { return sample_of(session->transfer()); },
          [session] { return session->settings(); },
          {.setup = os::now_ns() - opening, .forks_per_transfer = session->forks_per_transfer()}};
}

std::optional<Unavailable> probe(const Transport& transport, Shape shape) {
  try {
    // What a session needs beside the channel: its control link, and a matrix on each side.
    const os::SocketPair link = os::unix_pair(SOCK_SEQPACKET);
    const PrivateMatrix producers(shape), consumers(shape);
    return transport.probe(shape);
  } catch (const SystemError& error) {
    return unavailable_because(error.what());
  }
}

Row row_of(const Transport& transport, Shape shape, const RowOptions& options) {
  Row row;
  row.key = transport.key;
  row.shape = shape;
  row.label = transport.label;
  row.family = to_string(transport.family);
  row.copies = transport.copies;
  row.lands = to_string(transport.lands);
  row.waiting = to_string(transport.waiting);
  row.kernel = options.kernel;
  row.overlapped = transport.overlapped;
  row.samples = samples_of(options, shape);
  row.deadline_ns = default_deadline(shape).count();
  row.tunings = transport.tunings != nullptr ? transport.tunings(shape).size() : 0;
  row.probe = [&transport, shape] { return probe(transport, shape); };
  row.start = [&transport, shape, options, samples = row.samples](const Start& from) {
    return start(
        transport, shape,
        {.transfers = samples, .kernel = options.kernel, .waiting = transport.waiting, .residency = options.residency},
        from);
  };
  return row;
}

std::vector<Row> rows(const RowOptions& options) {
  std::vector<Row> all;
  for (const Shape shape : options.shapes) {
    for (const Transport& transport : transports()) all.push_back(row_of(transport, shape, options));
  }
  return all;
}

const KindRegistration registered({
    .key = "transfer",
    .title = "Handing over",
    .role = Role::measured,
    .phases = {"prepare", "transfer", "sent", "compute", "reply", "release"},
    .total = {"transfer", "compute", "reply"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
