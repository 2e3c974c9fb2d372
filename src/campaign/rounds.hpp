/// The rounds of a run: what is measured when.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"
#include "campaign/precision.hpp"
#include "campaign/progress.hpp"
#include "campaign/side.hpp"

namespace ipcbench::campaign {

class Rounds {
 public:
  /// Entries and failures go into the result of their side, and finished entries into its file at once if there is one.
  /// The observer of each side is told of every round and row.
  Rounds(const Plan& plan, const std::vector<Row>& rows, std::list<Side>& sides, Recorder& recorder);

  /// Measures all rounds; ends early when the user interrupts, the time limit has passed, or the result is as
  /// large as the tools read. Throws SystemError when an
  /// entry cannot be kept, UsageError when producers do not understand.
  void run();

 private:
  void plan_round(const std::vector<std::size_t>& indices);
  bool plan_round_for_precision();
  void look_at_precision();
  void tune();
  std::optional<std::size_t> tuned(Side& side, const Row& row, std::size_t likeliest);
  void run_all();
  void begin_round(Side& side, int round);
  static void end_round(Side& side, int round);
  std::optional<os::PingPong> look_at_cpus(Side& side, int round);
  void run_round(int round);
  std::vector<Side*> turns(const Row& row, int round);
  void measure(Side& side, const Row& row, int round);
  bool take_kept(Side& side, const Row& row, int round);
  void keep(Side& side, Entry entry);
  void keep(Side& side, const Row& row, FailedRound failed);
  void look_at_context(Side& side) const;
  void plan_rounds(int rounds);
  bool time_is_up() const;
  bool is_full() const;
  void cut_rounds(int rounds, const std::string& code, const std::string& what);

  const Plan& plan_;
  std::vector<const Row*> rows_;  // those that a side can run
  std::list<Side>& sides_;
  Recorder& recorder_;
  std::vector<std::vector<std::size_t>> order_;
  std::optional<Progress> progress_;
  std::optional<Precision> precision_;
  std::vector<std::size_t> missed_;  // the rows that were not precise enough at the last look
  std::size_t next_look_ = 0;        // a number of rounds
  std::int64_t started_ns_;
};

}  // namespace ipcbench::campaign
