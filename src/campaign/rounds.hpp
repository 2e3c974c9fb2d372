/// The rounds of a run: what is measured when.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"
#include "campaign/precision.hpp"
#include "campaign/progress.hpp"
#include "facts/observer.hpp"
#include "producer/producers.hpp"
#include "result/file.hpp"

namespace ipcbench::campaign {

class Rounds {
 public:
  /// Entries and failures go into `result`, and finished entries into `file` at once if there is one. `observer` is
  /// told of every round and row.
  Rounds(const Plan& plan, std::vector<const Row*> rows, const Producers& producers, Result& result, ResultFile* file,
         facts::Observer& observer, Recorder& recorder);

  /// Measures all rounds; ends early when the user interrupts or the time limit has passed. Throws SystemError when an
  /// entry cannot be kept, UsageError when producers do not understand.
  void run();

 private:
  void plan_round(const std::vector<std::size_t>& indices);
  bool plan_round_for_precision();
  void look_at_precision();
  void tune();
  void run_all();
  std::optional<os::PingPong> look_at_cpus(int round);
  void run_round(int round);
  void measure(const Row& row, int round);
  void keep(Entry entry);
  void record_failure(const Row& row, int round, std::string_view error, const std::string& text);
  bool time_is_up() const;
  void cut_rounds(int rounds);

  const Plan& plan_;
  std::vector<const Row*> rows_;
  const Producers& producers_;
  Result& result_;
  ResultFile* file_;
  facts::Observer& observer_;
  Recorder& recorder_;
  std::vector<std::vector<std::size_t>> order_;
  std::map<const Row*, std::size_t> tunings_;  // that a sweep has chosen
  std::optional<Progress> progress_;
  std::optional<Precision> precision_;
  std::vector<std::size_t> missed_;  // the rows that were not precise enough at the last look
  std::size_t next_look_ = 0;        // a number of rounds
  std::int64_t started_ns_;
};

}  // namespace ipcbench::campaign
