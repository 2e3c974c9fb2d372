/// Rows: what a run measures. A row is a value that says what it is and how to measure it; a kind of row is declared
/// once, with the phases of its samples.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipcbench/kernel.hpp"
#include "ipcbench/transport.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/residency.hpp"

namespace ipcbench {

/// What the rows of a kind are to a suite: what it is held against, what no copy can beat, what is in every total
/// whatever is measured, or what is measured.
enum class Role { base, bound, floor, measured };
std::string_view to_string(Role role);

struct Row;

/// How many samples a round of a row has: as many as those of every other row; or as many as take about as long.
enum class Pace { same_samples, same_time };

/// What a suite makes its rows of.
struct RowOptions {
  std::vector<Shape> shapes;
  const Kernel* kernel = &default_kernel();
  int samples = 7;                         // per round
  Residency residency = Residency::cache;  // where each matrix lies as its clock starts
  Pace pace = Pace::same_samples;
  /// Of kinds that have many: makes those rows alone whose name it likes. Left out: all.
  std::function<bool(const std::string& name)> wanted{};
};

/// The samples of a round of a row of this shape. Where rows take about the same time, `samples` are those of a matrix
/// of 12.4 MB (170x9111); a small one has at most 500, a large one at least 3.
int samples_of(const RowOptions& options, Shape shape);

struct Kind {
  std::string_view key;    // "transfer": in row names and JSON; never changes once landed
  std::string_view title;  // "Handing over": on tables
  Role role;
  std::vector<std::string_view> phases;  // of a sample, in the file's order: "prepare"
  std::vector<std::string_view> total;   // those that add up to what a caller waits for
  std::vector<Row> (*rows)(const RowOptions& options);
};

/// A namespace-scope object of this type declares a kind. Throws std::logic_error for a key that is taken, and for a
/// total that is made of other phases than the kind's.
class KindRegistration {
 public:
  explicit KindRegistration(const Kind& kind);
};

/// Throws std::logic_error if no kind has this key.
const Kind& find_kind(std::string_view key);
/// nullptr if no kind has this key.
const Kind* kind_or_null(std::string_view key);

/// One measurement. `usage` has whatever the kind counts beside time, by its key in the file; the same keys each time.
struct Sample {
  std::vector<Nanoseconds> phases;  // parallel to the kind's
  std::vector<std::pair<std::string_view, std::int64_t>> usage{};
};

/// The samples of one round of one row, by column, in the order measured; the first one is the cold one.
struct Samples {
  std::vector<std::vector<Nanoseconds>> phases;  // parallel to the kind's
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> usage;
  std::vector<Nanoseconds>
      cpu;  // CPU time that the producer spent on each, prepare included; empty if read from a file

  std::size_t size() const { return phases.empty() ? 0 : phases.front().size(); }
  /// Throws std::logic_error unless the sample has the kind's phases, and the usage of those before.
  void add(const Kind& kind, const Sample& sample, Nanoseconds cpu_ns);
  /// Throws Error unless the others have the same parts of usage.
  void append(const Samples& others);
  /// The values of a phase; nullptr if the kind has none of that name.
  const std::vector<Nanoseconds>* phase(const Kind& kind, std::string_view name) const;
  /// What a caller waits for, per sample.
  std::vector<Nanoseconds> totals(const Kind& kind) const;
};

/// The word for Once::forks_per_transfer, on the link and in the file.
inline constexpr std::string_view forked_per_transfer = "forked_per_transfer";

/// What there is once per round, where there is such a thing.
struct Once {
  std::optional<Nanoseconds> setup{};  // from opening the channel until the first matrix can be prepared
  bool forks_per_transfer = false;     // each matrix has a consumer of its own, forked once it is written
};

/// One round of one row under way, in its producer.
struct Round {
  Settings settings;                      // what it starts with
  std::function<Sample()> measure;        // throws Error
  std::function<Settings()> effective{};  // after the last sample: what it ran with, of what shows only then
  Once once{};
};

/// What a round starts from. `tuning` is the place of one in the row's tunings.
struct Start {
  std::uint64_t seed = 1;  // of its first matrix; one more for each that follows
  CpuPair cpus{};
  std::vector<int> worker_cpus{};  // where there are several consumers: each takes the next, round and round
  std::optional<std::size_t> tuning{};
};

/// One thing measured under one set of conditions.
struct Row {
  const Kind* kind = nullptr;
  std::string key;             // "pipe"
  std::optional<Shape> shape;  // where it has one
  std::vector<std::pair<std::string, std::string>> conditions{};

  std::string label;                   // on charts
  std::string family;                  // what it is listed under
  std::optional<int> copies{};         // CPU copies of the payload on the way, by design
  std::optional<std::string> lands{};  // where the consumer finds it: "private" or "shared"
  std::optional<std::string> waiting{};
  const Kernel* kernel = nullptr;  // what is computed, if anything is
  bool overlapped = false;         // the kernel runs over a piece while the next one travels

  int samples = 1;                          // per round
  Nanoseconds deadline_ns = 4'000'000'000;  // how long one sample may take
  std::size_t matrices = 3;                 // that are in memory at once: each side's, and one in between
  std::size_t cpus = 1;                     // without which it makes no sense
  bool has_workers = false;                 // several consumers, which run on other CPUs than the pair's, too
  std::size_t tunings = 0;                  // how many settings a sweep may choose from; the likeliest first
  std::function<std::optional<Unavailable>()> probe = [] { return std::nullopt; };
  std::function<Round(const Start&)> start{};

  /// kind/key[/shape][/condition:value…]: "transfer/pipe/170x9111".
  std::string name() const;
};

/// The rows of these kinds, in their order.
std::vector<Row> rows_of(const std::vector<std::string_view>& kinds, const RowOptions& options);

}  // namespace ipcbench
