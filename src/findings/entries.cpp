#include <algorithm>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

std::vector<double> numbers(const std::vector<Nanoseconds>& values) { return {values.begin(), values.end()}; }

}  // namespace

PlainEntry plain_entry(const Entry& entry) {
  const Row& row = *entry.row;
  PlainEntry plain{.row = row.name(),
                   .role = row.kind->role,
                   .kernel = std::string(row.kernel != nullptr ? row.kernel->key : ""),
                   .shape = row.shape ? to_string(*row.shape) : "",
                   .bytes = row.shape ? row.shape->bytes() : 0,
                   .copies = row.copies.value_or(0),
                   .overlapped = row.overlapped,
                   .round = entry.round,
                   .total = numbers(entry.samples.totals(*row.kind))};
  for (std::size_t i = 0; i < row.kind->phases.size(); ++i) {
    plain.phases[std::string(row.kind->phases[i])] = numbers(entry.samples.phases[i]);
  }
  for (const auto phase : row.kind->total) plain.in_total.emplace(phase);
  return plain;
}

std::vector<std::pair<int, double>> pulses(const std::vector<PlainEntry>& entries, std::string_view kernel) {
  const auto is_base = [&](const PlainEntry& entry) { return entry.role == Role::base && entry.kernel == kernel; };
  std::size_t largest = 0;
  for (const PlainEntry& entry : entries) {
    if (is_base(entry)) largest = std::max(largest, entry.bytes);
  }
  std::vector<std::pair<int, double>> found;
  for (const PlainEntry& entry : entries) {
    if (is_base(entry) && entry.bytes == largest) found.emplace_back(entry.round, warm_median(entry.total));
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace ipcbench::findings
