/// Rows: what a run measures. One row is one transport, local kernel or bound at one shape.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ipcbench/session.hpp"
#include "local.hpp"

namespace ipcbench {

struct Row {
  RowKind kind = RowKind::transfer;
  Shape shape;
  const Transport* transport = nullptr;  // of a transfer row
  const Kernel* kernel = nullptr;        // of a transfer or local row
  const channels::Copy* copy = nullptr;  // of a bound row
  std::optional<Tuning> tuning{};        // of a transfer row: what a sweep chose (see tuning.hpp)

  /// The transport's, kernel's or copy's key.
  std::string_view key() const;
  /// "transfer/pipe/170x9111", "local/sum/170x9111", "bound/memcpy/170x9111".
  std::string name() const;
};

/// The rows of every registered transport.
std::vector<Row> transfer_rows(const std::vector<Shape>& shapes, const Kernel& kernel);
/// The rows of every kernel and every copy.
std::vector<Row> local_and_bound_rows(const std::vector<Shape>& shapes);

/// How the rows of a run are measured.
struct Protocol {
  int rounds = 18;
  int transfers = 4;
  std::uint64_t seed = 1;
  CpuPair cpus;
  std::optional<double> precision{};  // half the interval of each row as a share of its median (0.03), if asked for
};

/// One round of one row under way.
struct Round {
  Settings settings;
  std::function<Sample()> measure;  // one transfer; throws Error
};

/// Starts a round: for a transfer row, opens its channel and forks its consumer. `seed` is of its first matrix.
Round start_round(const Row& row, const Protocol& protocol, std::uint64_t seed);

/// The seed of a round's first matrix, different for every row and round of a run.
std::uint64_t round_seed(const Protocol& protocol, const Row& row, int round);

/// Why the row cannot run here.
std::optional<Unavailable> probe(const Row& row);

}  // namespace ipcbench
