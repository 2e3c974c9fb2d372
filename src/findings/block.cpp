#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

/// Ranks in a result file and their titles, the gravest first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> ranks{{
    {"may_change_ranking", "may change the ranking"},
    {"shifts_milliseconds", "shifts milliseconds"},
    {"note", "note"},
}};

std::size_t rank_of(const Warning& warning) {
  const auto* found = std::ranges::find(ranks, warning.rank, &std::pair<std::string_view, std::string_view>::first);
  return static_cast<std::size_t>(found - ranks.begin());
}

/// "; 5 rows: a, b, c, …".
std::string rows_text(const std::vector<std::string>& rows) {
  constexpr std::size_t shown = 3;
  if (rows.empty()) return {};
  const auto count = std::min(shown, rows.size());
  const std::vector<std::string> first(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
  return fmt::format("; {} row{}: {}{}", rows.size(), rows.size() == 1 ? "" : "s", fmt::join(first, ", "),
                     rows.size() > shown ? ", …" : "");
}

std::string line(const Warning& warning) {
  return fmt::format("  {}: {} [{}{}]\n", ranks[rank_of(warning)].second, warning.text, warning.code,
                     rows_text(warning.rows));
}

}  // namespace

void sort_by_rank(std::vector<Warning>& warnings) {
  std::ranges::stable_sort(warnings, [](const Warning& a, const Warning& b) { return rank_of(a) < rank_of(b); });
}

std::string block(const std::vector<Warning>& warnings) {
  std::string lines;
  std::vector<Warning> ranked = warnings;
  sort_by_rank(ranked);
  long unknown = 0;
  for (const Warning& warning : ranked) {
    if (warning.code == "unknown_fact") {
      ++unknown;
    } else {
      lines += line(warning);
    }
  }
  if (unknown > 0)
    lines += "  note: some facts of this machine are unknown; the result says which and why [unknown_fact]\n";
  return lines.empty() ? lines : "warnings, the gravest first:\n" + lines;
}

}  // namespace ipcbench::findings
