#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>
#include <map>

#include "findings/findings.hpp"
#include "findings/settled.hpp"
#include "findings/statistics.hpp"

namespace ipcbench::findings {
namespace {

// nanobench calls a measurement unstable from 5 % median absolute error on; so does this.
constexpr double unstable = 0.05;
constexpr std::size_t least_rounds = 3;  // two rounds have a distance, but no middle
constexpr double wide = 0.10;           // half the interval; the ±10 % that the tables mark, if no other was asked for
constexpr double clock_readings = 20;   // 20 times the clock's own cost: it adds less than 5 %
constexpr double prepare_limit = 1.2;   // times that of computing here
constexpr double release_limit = 0.05;  // of the total

/// The medians over those transfers of each round that count, by round.
using Series = std::map<int, double>;

/// A row over its rounds.
struct RowSeries {
  const PlainEntry* any = nullptr;
  Series total;
  std::vector<std::vector<double>> samples;  // the totals of each round
  std::map<std::string, Series> phases;
  double shortest = std::numeric_limits<double>::max();  // of all intervals that the total is made of

  Series phase(const std::string& name) const {
    const auto found = phases.find(name);
    return found == phases.end() ? Series{} : found->second;
  }
};

/// By name, in the order of their first appearance.
std::vector<RowSeries> rows_of(const std::vector<PlainEntry>& entries) {
  std::vector<RowSeries> rows;
  std::map<std::string, std::size_t> places;
  for (const PlainEntry& entry : entries) {
    const std::size_t place = places.try_emplace(entry.row, rows.size()).first->second;
    if (place == rows.size()) rows.emplace_back();
    RowSeries& row = rows[place];
    row.any = &entry;
    row.total[entry.round] = warm_median(entry.total, entry.first);
    row.samples.push_back(entry.total);
    for (const auto& [name, durations] : entry.phases) {
      row.phases[name][entry.round] = warm_median(durations, entry.first);
      // What a streaming receiver has left to compute at the end may well be nothing, and so may an answer that is
      // awaited spinning.
      const bool spins = entry.waiting == to_string(Waiting::spinning);
      const bool may_be_nothing = (entry.overlapped && name == "compute") || (spins && name == "reply");
      if (!entry.in_total.contains(name) || may_be_nothing || durations.empty()) continue;
      row.shortest = std::min(row.shortest, std::ranges::min(durations));
    }
  }
  return rows;
}

std::vector<double> values(const Series& series) {
  std::vector<double> all;
  for (const auto& round : series) all.push_back(round.second);
  return all;
}

/// The rows for which `holds`, by name.
template <typename Holds>
std::vector<std::string> names_of(const std::vector<RowSeries>& rows, Holds holds) {
  std::vector<std::string> names;
  for (const RowSeries& row : rows) {
    if (holds(row)) names.push_back(row.any->row);
  }
  std::ranges::sort(names);
  return names;
}

/// Too few rounds have no interval: no fault, but nothing as narrow as was asked for either.
bool is_wide(const RowSeries& row, const std::optional<double>& precision) {
  const auto interval = median_interval(values(row.total));
  if (!interval) return precision.has_value();
  return (interval->high - interval->low) / 2 > precision.value_or(wide) * median(values(row.total));
}

std::string wide_text(const std::optional<double>& precision) {
  if (!precision) return "the 95 % interval is wider than ±10 %; more --rounds narrow it";
  return fmt::format("the 95 % interval is wider than the ±{:.3g} % asked for: the run ended before enough rounds",
                     100 * *precision);
}

/// The median of the faster bound at this shape; 0 where none was measured.
double bound_ns(const std::vector<RowSeries>& rows, const std::string& shape) {
  double least = 0;
  for (const RowSeries& row : rows) {
    if (row.any->role != Role::bound || row.any->shape != shape) continue;
    const double copy = median(values(row.total));
    least = least == 0 ? copy : std::min(least, copy);
  }
  return least;
}

bool beats_bound(const std::vector<RowSeries>& rows, const RowSeries& row) {
  if (row.any->role != Role::measured || row.any->copies < 1 || row.any->overlapped) return false;
  const auto interval = median_interval(values(row.phase("transfer")));
  return interval && interval->high < bound_ns(rows, row.any->shape);
}

/// Paired by round, so that what slows the whole machine cancels.
bool hides_prepare(const std::vector<RowSeries>& rows, const RowSeries& row, std::string_view kernel) {
  if (row.any->role != Role::measured) return false;
  for (const RowSeries& base : rows) {
    if (base.any->role != Role::base || base.any->kernel != kernel || base.any->shape != row.any->shape) continue;
    std::vector<double> ratios;
    const Series here = base.phase("prepare");
    for (const auto& [round, prepare] : row.phase("prepare")) {
      const auto found = here.find(round);
      if (found != here.end() && found->second > 0) ratios.push_back(prepare / found->second);
    }
    return median(ratios) > prepare_limit;
  }
  return false;
}

bool hides_release(const RowSeries& row) {
  return row.any->role == Role::measured &&
         median(values(row.phase("release"))) > release_limit * median(values(row.total));
}

}  // namespace

std::vector<Warning> about_rows(const std::vector<PlainEntry>& entries, std::string_view kernel, double clock_ns,
                                std::optional<double> precision) {
  const std::vector<RowSeries> rows = rows_of(entries);
  std::vector<Warning> found;
  const auto add = [&](const char* code, const char* rank, const std::string& text, auto holds) {
    auto names = names_of(rows, holds);
    if (!names.empty()) found.push_back({code, text, rank, std::move(names)});
  };
  add("unstable_row", "shifts_milliseconds",
      "half of the rounds lie 5 % or more off the median: expect other figures next time", [](const RowSeries& row) {
        return row.total.size() >= least_rounds && median_absolute_error(values(row.total)) >= unstable;
      });
  add("coarse_clock", "shifts_milliseconds",
      "an interval is shorter than 20 readings of the clock: it measures the clock, too",
      [&](const RowSeries& row) { return row.shortest < clock_readings * clock_ns; });
  add("unsettled_row", "note",
      "the samples of a round still changed by over 5 % where they begin to count: more --transfers show where they "
      "settle",
      [](const RowSeries& row) {
        const auto settled = first_settled(row.samples);
        return settled && !settled->is_sure;
      });
  add("wide_interval", "note", wide_text(precision), [&](const RowSeries& row) { return is_wide(row, precision); });
  add("beats_bound", "note",
      "moves the matrix in less time than one copy takes here: it copies less than it says, or two sides copy at once",
      [&](const RowSeries& row) { return beats_bound(rows, row); });
  add("hidden_prepare", "note", "preparing takes over 1.2 times as long as here: a cost before the clock starts",
      [&](const RowSeries& row) { return hides_prepare(rows, row, kernel); });
  add("hidden_release", "note", "releasing takes over 5 % of the total: a cost after the clock stops", hides_release);
  return found;
}

}  // namespace ipcbench::findings
