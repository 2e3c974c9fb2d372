/// What the kinds of rows with several workers share.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pool/crew.hpp"
#include "rows/row.hpp"

namespace ipcbench {

using Conditions = std::vector<std::pair<std::string, std::string>>;

/// What one such row differs in from others. `window` is of farms alone.
struct Pooled {
  const Transport* transport = nullptr;
  Shape shape;
  const Kernel* kernel = nullptr;
  std::size_t workers = 1;
  std::size_t window = 1;
};

/// Calls `use` for every transport, shape and number of workers, with each kernel of the compute grid and the plan's.
void for_each_pooled(const RowOptions& options, const std::function<void(const Pooled&)>& use);

/// The workers of a round of the row.
CrewOptions crew_of(const Pooled& pooled, const Start& from, Nanoseconds deadline_ns);

/// 4 s, and for each of so many matrices the time that 50 MB/s and 200 million operations a second would take.
Nanoseconds deadline_of(const Pooled& pooled, std::size_t matrices);

/// A row of that kind, all but `samples`, `deadline_ns`, `probe` and `start`; nullopt where its name is not wanted.
std::optional<Row> wanted_row(std::string_view kind, const Pooled& pooled, Conditions conditions,
                              const RowOptions& options);

/// Why these channels cannot be opened, or have no workers that stay.
std::optional<Unavailable> probe_channels(const Pooled& pooled, const OpenForWorker& open);

/// Throws UsageError where matrices are to lie in memory: those of several workers lie where these leave them.
void require_cache(const RowOptions& options);

}  // namespace ipcbench
