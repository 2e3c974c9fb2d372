/// Google Benchmark, which shows finished rounds and writes its own record of each: it replays what producers measured.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"

namespace benchmark {
class State;
}

namespace ipcbench::bench {

struct Options;

/// The row's name as Google Benchmark prints and filters it: "transfer/pipe/170x9111/iterations:4/manual_time".
std::string google_benchmark_name(const Row& row);

class GoogleBenchmark final : public campaign::Recorder {
 public:
  GoogleBenchmark(const std::string& program, const Options& options);
  ~GoogleBenchmark() override;

  void begin(const std::vector<const Row*>& rows) override;
  nlohmann::ordered_json record(const Entry& finished) override;
  void record_failure(const Row& row, const std::string& text) override;
  nlohmann::ordered_json context() const override;
  void end() override;

 private:
  class Reporter;
  void run(const Row& row, const std::function<void(benchmark::State&)>& body);

  std::unique_ptr<Reporter> reporter_;
  bool time_unit_given_;
};

}  // namespace ipcbench::bench
