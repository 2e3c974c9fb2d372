#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>
#include <map>

#include "findings/findings.hpp"
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

/// The medians over the warm transfers of each round, by round.
using Series = std::map<int, double>;

/// A row over its rounds.
struct Row {
  const Entry* any = nullptr;
  Series total, transfer, prepare, release;
  double shortest = std::numeric_limits<double>::max();  // of all intervals that the total is made of
};

double warm_median(const std::vector<double>& values) {
  const std::ptrdiff_t cold = values.size() > 1 ? 1 : 0;
  return median({values.begin() + cold, values.end()});
}

std::vector<double> totals(const Entry& entry) {
  std::vector<double> sum(std::max(entry.transfer.size(), entry.compute.size()));
  for (const auto* phase : {&entry.transfer, &entry.compute, &entry.reply}) {
    for (std::size_t i = 0; i < std::min(sum.size(), phase->size()); ++i) sum[i] += (*phase)[i];
  }
  return sum;
}

/// By name, in the order of their first appearance.
std::vector<Row> rows_of(const std::vector<Entry>& entries) {
  std::vector<Row> rows;
  std::map<std::string, std::size_t> places;
  for (const Entry& entry : entries) {
    const std::size_t place = places.try_emplace(entry.row, rows.size()).first->second;
    if (place == rows.size()) rows.emplace_back();
    Row& row = rows[place];
    row.any = &entry;
    row.total[entry.round] = warm_median(totals(entry));
    if (!entry.transfer.empty()) row.transfer[entry.round] = warm_median(entry.transfer);
    if (!entry.prepare.empty()) row.prepare[entry.round] = warm_median(entry.prepare);
    if (!entry.release.empty()) row.release[entry.round] = warm_median(entry.release);
    for (const auto* phase : {&entry.transfer, &entry.compute, &entry.reply}) {
      // What a streaming receiver has left to compute at the end may well be nothing.
      if (entry.overlapped && phase == &entry.compute) continue;
      if (!phase->empty()) row.shortest = std::min(row.shortest, std::ranges::min(*phase));
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
std::vector<std::string> names_of(const std::vector<Row>& rows, Holds holds) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (holds(row)) names.push_back(row.any->row);
  }
  std::ranges::sort(names);
  return names;
}

/// Too few rounds have no interval: no fault, but nothing as narrow as was asked for either.
bool is_wide(const Row& row, const std::optional<double>& precision) {
  const auto interval = median_interval(values(row.total));
  if (!interval) return precision.has_value();
  return (interval->high - interval->low) / 2 > precision.value_or(wide) * median(values(row.total));
}

std::string wide_text(const std::optional<double>& precision) {
  if (!precision) return "the 95 % interval is wider than ±10 %; more --rounds narrow it";
  return fmt::format("the 95 % interval is wider than the ±{:.3g} % asked for: the run ended before enough rounds",
                     100 * *precision);
}

/// The median of the faster copy at this shape; 0 where none was measured.
double bound_ns(const std::vector<Row>& rows, const std::string& shape) {
  double least = 0;
  for (const Row& row : rows) {
    if (row.any->kind != "bound" || row.any->shape != shape) continue;
    const double copy = median(values(row.transfer));
    least = least == 0 ? copy : std::min(least, copy);
  }
  return least;
}

bool beats_bound(const std::vector<Row>& rows, const Row& row) {
  if (row.any->kind != "transfer" || row.any->copies < 1 || row.any->overlapped) return false;
  const auto interval = median_interval(values(row.transfer));
  return interval && interval->high < bound_ns(rows, row.any->shape);
}

/// Paired by round, so that what slows the whole machine cancels.
bool hides_prepare(const std::vector<Row>& rows, const Row& row, const std::string& kernel) {
  if (row.any->kind != "transfer") return false;
  for (const Row& local : rows) {
    if (local.any->kind != "local" || local.any->kernel != kernel || local.any->shape != row.any->shape) continue;
    std::vector<double> ratios;
    for (const auto& [round, prepare] : row.prepare) {
      const auto here = local.prepare.find(round);
      if (here != local.prepare.end() && here->second > 0) ratios.push_back(prepare / here->second);
    }
    return median(ratios) > prepare_limit;
  }
  return false;
}

bool hides_release(const Row& row) {
  return row.any->kind == "transfer" && median(values(row.release)) > release_limit * median(values(row.total));
}

}  // namespace

std::vector<Warning> about_rows(const std::vector<Entry>& entries, const std::string& kernel, double clock_ns,
                                std::optional<double> precision) {
  const std::vector<Row> rows = rows_of(entries);
  std::vector<Warning> found;
  const auto add = [&](const char* code, const char* rank, const std::string& text, auto holds) {
    auto names = names_of(rows, holds);
    if (!names.empty()) found.push_back({code, text, rank, std::move(names)});
  };
  add("unstable_row", "shifts_milliseconds",
      "half of the rounds lie 5 % or more off the median: expect other figures next time", [](const Row& row) {
        return row.total.size() >= least_rounds && median_absolute_error(values(row.total)) >= unstable;
      });
  add("coarse_clock", "shifts_milliseconds",
      "an interval is shorter than 20 readings of the clock: it measures the clock, too",
      [&](const Row& row) { return row.shortest < clock_readings * clock_ns; });
  add("wide_interval", "note", wide_text(precision), [&](const Row& row) { return is_wide(row, precision); });
  add("beats_bound", "note",
      "moves the matrix in less time than one copy takes here: it copies less than it says, or two sides copy at once",
      [&](const Row& row) { return beats_bound(rows, row); });
  add("hidden_prepare", "note", "preparing takes over 1.2 times as long as here: a cost before the clock starts",
      [&](const Row& row) { return hides_prepare(rows, row, kernel); });
  add("hidden_release", "note", "releasing takes over 5 % of the total: a cost after the clock stops", hides_release);
  return found;
}

}  // namespace ipcbench::findings
