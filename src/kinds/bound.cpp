// Copying here, into memory touched before: what no transport that copies can beat.

#include <memory>

#include "rows/row.hpp"
#include "session/local_work.hpp"
#include "session/session.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const LocalTimes& done) { return {{done.prepare, done.took}}; }

Row row_of(const channels::CopyMethod& copy, Shape shape, const RowOptions& options) {
  Row row;
  row.key = copy.key;
  row.shape = shape;
  row.label = "Copying here: " + row.key;
  row.family = "bound";
  row.copies = 1;
  row.lands = "private";
  row.samples = samples_of(options, shape);
  row.deadline_ns = default_deadline(shape).count();
  row.start = [&copy, shape, kernel = options.kernel, residency = options.residency](const Start& from) -> Round {
    const LocalOptions local{kernel, residency, from.seed};
    const auto here = std::make_shared<LocalCopy>(shape, copy, local);
    return {{}, [here] { return sample_of(here->measure()); }};
  };
  return row;
}

std::vector<Row> rows(const RowOptions& options) {
  std::vector<Row> all;
  for (const Shape shape : options.shapes) {
    for (const channels::CopyMethod& copy : channels::bounds()) all.push_back(row_of(copy, shape, options));
  }
  return all;
}

const KindRegistration registered({
    .key = "bound",
    .title = "Copying here",
    .role = Role::bound,
    .phases = {"prepare", "transfer"},
    .total = {"transfer"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
