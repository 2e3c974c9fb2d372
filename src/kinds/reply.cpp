// Wake-up and answer alone: a row for each way in which producer and consumer wait for each other.

#include <memory>

#include "rows/row.hpp"
#include "session/replies.hpp"

namespace ipcbench {
namespace {

Row row_of(const char* key, const char* label, Waiting waiting, int samples) {
  Row row;
  row.key = key;
  row.label = label;
  row.family = "reply";
  row.waiting = to_string(waiting);
  row.samples = samples;
  row.deadline_ns = Replies::deadline_ns;
  row.start = [waiting, samples](const Start& from) -> Round {
    const auto replies = std::make_shared<Replies>(waiting, samples, from.cpus);
    return {{}, [replies] { return Sample{{replies->measure()}}; }};
  };
  return row;
}

std::vector<Row> rows(const RowOptions& options) {
  return {row_of("sleep", "Wake-up and answer", Waiting::blocking, options.samples),
          row_of("spin", "Answer, both spinning", Waiting::spinning, options.samples)};
}

const KindRegistration registered({
    .key = "reply",
    .title = "Answering",
    .role = Role::floor,
    .phases = {"reply"},
    .total = {"reply"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
