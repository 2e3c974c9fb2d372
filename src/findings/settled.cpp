#include "findings/settled.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "findings/findings.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

constexpr std::size_t last_candidate = 4;
constexpr double twentieth = 20;  // 5 %, so that both sides of the comparison are whole numbers

/// The samples at `begin` and behind it, up to `end`, of all rounds.
std::vector<double> samples_in(const std::vector<std::vector<double>>& totals, std::size_t begin, std::size_t end) {
  std::vector<double> found;
  for (const auto& round : totals) {
    for (std::size_t i = begin; i < std::min(end, round.size()); ++i) found.push_back(round[i]);
  }
  return found;
}

}  // namespace

std::optional<Settled> first_settled(const std::vector<std::vector<double>>& totals) {
  std::size_t count = 0;
  for (const auto& round : totals) count = std::max(count, round.size());
  if (count < 2) return std::nullopt;
  const std::size_t last = std::min(last_candidate, count - 1);
  for (std::size_t k = 1; k <= last && k + 1 < count; ++k) {
    const double here = median(samples_in(totals, k, k + 1));
    const double later = median(samples_in(totals, k + 1, count));
    if (twentieth * std::abs(here - later) <= later) return Settled{static_cast<int>(k), true};
  }
  const bool was_looked_at = count > 2;
  return Settled{static_cast<int>(last), !was_looked_at};
}

std::vector<SettledRow> settle(std::vector<PlainEntry>& entries) {
  std::vector<std::string> names;  // in the order of their first appearance
  std::map<std::string, std::vector<std::vector<double>>> totals;
  for (const PlainEntry& entry : entries) {
    auto& rounds = totals[entry.row];
    if (rounds.empty()) names.push_back(entry.row);
    rounds.push_back(entry.total);
  }
  std::vector<SettledRow> rows;
  std::map<std::string, int> first;
  for (const std::string& name : names) {
    const auto found = first_settled(totals[name]);
    rows.push_back({name, found ? std::optional(found->from) : std::nullopt});
    first[name] = found ? found->from : 0;
  }
  for (PlainEntry& entry : entries) entry.first = first[entry.row];
  return rows;
}

}  // namespace ipcbench::findings
