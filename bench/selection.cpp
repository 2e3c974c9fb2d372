#include "selection.hpp"

#include <regex.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "google_benchmark.hpp"
#include "ipcbench/errors.hpp"

namespace ipcbench::bench {
namespace {

/// A POSIX extended regular expression, as Google Benchmark uses.
class Regex {
 public:
  Regex(const std::string& flag, const std::string& expression) {
    const int error = ::regcomp(&compiled_, expression.c_str(), REG_EXTENDED | REG_NOSUB);
    if (error == 0) return;
    std::array<char, 128> why{};
    ::regerror(error, &compiled_, why.data(), why.size());
    throw UsageError(flag + ": \"" + expression + "\" is no regular expression: " + why.data());
  }
  ~Regex() { ::regfree(&compiled_); }
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  bool finds(const std::string& text) const { return ::regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0; }

 private:
  regex_t compiled_{};
};

/// An empty expression finds everything.
bool everything(const std::string& expression) { return expression.empty() || expression == "all"; }

}  // namespace

std::vector<Row> selected(const std::string& usual, const Options& options) {
  const campaign::Plan& plan = options.plan;
  const bool negated = options.filter.starts_with('-');
  const std::string filter_text = options.filter.substr(negated ? 1 : 0);
  const Regex only("--only", options.only);
  const Regex usually("--usual", usual);
  const Regex filter("--benchmark_filter", filter_text);
  const auto is_meant = [&](const std::string& name) {
    return (everything(options.only) || only.finds(name)) && (everything(usual) || usually.finds(name));
  };
  std::vector<Row> left;
  for (Row& row : rows_of(plan.kinds, row_options(plan, is_meant))) {
    const bool is_kept = everything(filter_text) ? !negated : filter.finds(google_benchmark_name(row)) != negated;
    if (is_kept && is_meant(row.name())) left.push_back(std::move(row));
  }
  if (left.empty()) {
    throw UsageError("no row is left by --only \"" + options.only + "\" and --benchmark_filter \"" + options.filter +
                     "\"; --benchmark_list_tests lists them");
  }
  return left;
}

}  // namespace ipcbench::bench
