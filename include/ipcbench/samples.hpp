/// The durations of one transfer, and of all transfers of one round of one row.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ipcbench {

using Nanoseconds = std::int64_t;

/// What one transfer took of both processes; docs/methodology.md says over which stretch each is counted.
struct Cost {
  Nanoseconds producer_cpu = 0;  // CPU time between t0 and t3
  Nanoseconds consumer_cpu = 0;  // CPU time between t0 and t2
  std::int64_t producer_page_faults = 0;
  std::int64_t consumer_page_faults = 0;
  std::int64_t producer_voluntary_switches = 0;
  std::int64_t consumer_voluntary_switches = 0;
  std::int64_t producer_involuntary_switches = 0;
  std::int64_t consumer_involuntary_switches = 0;
};

/// A part of the cost and its key in the result file.
struct CostPart {
  std::string_view key;
  std::int64_t Cost::*member;
};

/// All parts, in the file's order.
const std::vector<CostPart>& cost_parts();

/// One transfer, in nanoseconds; docs/methodology.md defines the stamps.
struct Sample {
  Nanoseconds prepare = 0;   // loan() and filling, before the interval
  Nanoseconds transfer = 0;  // t1 - t0: the whole matrix is readable
  Nanoseconds sent = 0;      // s - t0: how long the producer is busy
  Nanoseconds compute = 0;   // t2 - t1: the kernel has run
  Nanoseconds reply = 0;     // t3 - t2: the answer has arrived
  Nanoseconds release = 0;   // how long release() took in the consumer
  Cost cost{};               // of a transfer row

  Nanoseconds total() const { return transfer + compute + reply; }
};

/// A phase of a sample and its key in the result file.
struct Phase {
  std::string_view key;
  Nanoseconds Sample::*member;
};

/// What a row measures decides which phases its samples have.
enum class RowKind { transfer, local, bound };

std::string_view to_string(RowKind kind);

/// The phases of a kind of row, in the file's order.
const std::vector<Phase>& phases(RowKind kind);

using Samples = std::vector<Sample>;  // in the order of the transfers; the first one is the cold one

}  // namespace ipcbench
