#include "rows.hpp"

#include <sys/socket.h>

#include <memory>

#include "digest.hpp"
#include "os/cpus.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

template <typename Measured>
Round round_of(std::shared_ptr<Measured> measured) {
  return {{}, [measured] { return measured->measure(); }};
}

Round start_transfers(const Row& row, const Protocol& protocol, std::uint64_t seed) {
  auto channel = row.tuning ? row.transport->open_tuned(row.shape, *row.tuning) : row.transport->open(row.shape);
  Settings settings = channel->settings();
  SessionOptions options;
  options.transfers = protocol.transfers;
  options.kernel = row.kernel;
  options.cpus = protocol.cpus;
  options.seed = seed;
  auto session = std::make_shared<Session>(std::move(channel), row.shape, options);
  return {std::move(settings), [session] { return session->transfer(); }};
}

}  // namespace

std::string_view Row::key() const {
  switch (kind) {
    case RowKind::transfer:
      return transport->key;
    case RowKind::local:
      return kernel->key;
    case RowKind::bound:
      return copy->key;
  }
  return {};
}

std::string Row::name() const {
  return std::string(to_string(kind)) + "/" + std::string(key()) + "/" + to_string(shape);
}

std::vector<Row> transfer_rows(const std::vector<Shape>& shapes, const Kernel& kernel) {
  std::vector<Row> rows;
  for (const Shape shape : shapes) {
    for (const Transport& transport : transports()) {
      rows.push_back({.kind = RowKind::transfer, .shape = shape, .transport = &transport, .kernel = &kernel});
    }
  }
  return rows;
}

std::vector<Row> local_and_bound_rows(const std::vector<Shape>& shapes) {
  std::vector<Row> rows;
  for (const Shape shape : shapes) {
    for (const Kernel& kernel : kernels) rows.push_back({.kind = RowKind::local, .shape = shape, .kernel = &kernel});
    for (const channels::Copy& copy : channels::bounds())
      rows.push_back({.kind = RowKind::bound, .shape = shape, .copy = &copy});
  }
  return rows;
}

Round start_round(const Row& row, const Protocol& protocol, std::uint64_t seed) {
  if (row.kind == RowKind::transfer) return start_transfers(row, protocol, seed);
  if (protocol.cpus.producer) os::pin_to(*protocol.cpus.producer);
  if (row.kind == RowKind::local) return round_of(std::make_shared<LocalRound>(row.shape, *row.kernel, seed));
  return round_of(std::make_shared<BoundRound>(row.shape, *row.copy, seed));
}

std::uint64_t round_seed(const Protocol& protocol, const Row& row, int round) {
  const std::string text = std::to_string(protocol.seed) + " " + row.name() + " " + std::to_string(round);
  return std::stoull(sha256(text).substr(0, 16), nullptr, 16);
}

std::optional<Unavailable> probe(const Row& row) {
  if (row.transport == nullptr) return std::nullopt;
  try {
    // What a session needs beside the channel: its control link, and a matrix on each side.
    const os::SocketPair link = os::unix_pair(SOCK_SEQPACKET);
    const channels::PrivateMatrix producers(row.shape), consumers(row.shape);
    return row.transport->probe(row.shape);
  } catch (const SystemError& error) {
    return unavailable_because(error.what());
  }
}

}  // namespace ipcbench
