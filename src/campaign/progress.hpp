/// Where a run stands, on stderr: one line that is rewritten on a terminal, a line a minute in a log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ipcbench::campaign {

/// "50 s", "2 min 10 s".
std::string human_duration(double seconds);

class Progress {
 public:
  enum class Shown { yes, no };

  /// `steps` of about the same length, expected to take `expected_seconds` in all, or as long as the limit allows.
  /// On a terminal, messages of the log take the place of the line from now on.
  Progress(Shown shown, int steps, double expected_seconds, std::optional<double> limit_seconds = std::nullopt);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// So many steps more than were expected.
  void expect_more(int steps) { steps_ += steps; }
  /// A step begins: "round 3 of 20 · transfer/pipe/170x9111".
  void step(const std::string& what);

 private:
  double limit() const;
  double seconds_left() const;

  bool shown_;
  bool rewritten_;
  int steps_;
  int done_ = 0;
  double expected_seconds_;
  std::optional<double> limit_seconds_;
  std::int64_t started_ns_;
  std::int64_t logged_ns_;
};

}  // namespace ipcbench::campaign
