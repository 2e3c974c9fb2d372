#include "campaign/progress.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "os/clock.hpp"
#include "os/log.hpp"
#include "os/terminal.hpp"
#include "os/watch.hpp"

namespace ipcbench::campaign {
namespace {

constexpr double ns_per_second = 1e9;
constexpr std::int64_t log_interval_ns = 60'000'000'000;

}  // namespace

std::string human_duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

Progress::Progress(Shown shown, int steps, double expected_seconds, std::optional<double> limit_seconds)
    : shown_(shown == Shown::yes),
      rewritten_(os::can_rewrite_lines()),
      steps_(steps),
      expected_seconds_(expected_seconds),
      limit_seconds_(limit_seconds),
      started_ns_(os::now_ns()),
      logged_ns_(started_ns_) {
  if (!shown_) return;
  if (rewritten_) os::log_over_the_line();
  fmt::print(stderr, "measuring takes about {}\n", human_duration(std::min(expected_seconds, limit())));
}

Progress::~Progress() {
  if (!shown_) return;
  if (rewritten_) fmt::print(stderr, "\r\033[K");
  const double seconds = static_cast<double>(os::now_ns() - started_ns_) / ns_per_second;
  fmt::print(stderr, "measured {} of {} in {}\n", done_, steps_, human_duration(seconds));
}

void Progress::step(const std::string& what) {
  ++done_;
  if (!shown_) return;
  const auto now = os::now_ns();
  if (!rewritten_ && now - logged_ns_ < log_interval_ns) return;
  logged_ns_ = now;
  const os::Uninterrupted writing;
  const std::string line = fmt::format("{} of {} · {} left · {}", done_, steps_, human_duration(seconds_left()), what);
  // The last column stays free: a terminal may begin a new line behind it.
  const std::string over = fmt::format("\r{}\033[K", os::cut(line, os::terminal_columns() - 1));
  std::fputs(rewritten_ ? over.c_str() : (line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

double Progress::limit() const { return limit_seconds_.value_or(std::numeric_limits<double>::infinity()); }

double Progress::seconds_left() const {
  const double elapsed = static_cast<double>(os::now_ns() - started_ns_) / ns_per_second;
  const double fraction_done = static_cast<double>(done_ - 1) / steps_;
  // The announced time counts for less the more has been measured.
  const double extrapolated = fraction_done > 0 ? elapsed / fraction_done : expected_seconds_;
  const double total = fraction_done * extrapolated + (1 - fraction_done) * expected_seconds_;
  return std::max(0.0, std::min(total, limit()) - elapsed);
}

}  // namespace ipcbench::campaign
