// Computing here, without any transfer: rows for kernels and shapes.

#include <memory>

#include "rows/row.hpp"
#include "session/local_work.hpp"
#include "session/session.hpp"

namespace ipcbench {
namespace {

Sample sample_of(const LocalTimes& done) { return {{done.prepare, done.took}}; }

Row row_of(const Kernel& kernel, Shape shape, const RowOptions& options) {
  Row row;
  row.key = kernel.key;
  row.shape = shape;
  row.label = "Computing here: " + row.key;
  row.family = "local";
  row.copies = 0;
  row.lands = "private";
  row.kernel = &kernel;
  row.samples = samples_of(options, shape);
  row.deadline_ns = default_deadline(shape).count();
  row.start = [&kernel, shape, residency = options.residency](const Start& from) -> Round {
    const LocalOptions local{&kernel, residency, from.seed};
    const auto here = std::make_shared<LocalCompute>(shape, local);
    return {{}, [here] { return sample_of(here->measure()); }};
  };
  return row;
}

/// Of the compute grid a sample, from which the time of the rest can be told, and what the consumers compute.
bool is_measured(const Kernel& kernel, const RowOptions& options) {
  return kernel.steps == 0 || &kernel == &grid_sample() || &kernel == options.kernel;
}

std::vector<Row> rows(const RowOptions& options) {
  std::vector<Row> all;
  for (const Shape shape : options.shapes) {
    for (const Kernel& kernel : kernels()) {
      if (is_measured(kernel, options)) all.push_back(row_of(kernel, shape, options));
    }
  }
  return all;
}

const KindRegistration registered({
    .key = "local",
    .title = "Computing here",
    .role = Role::base,
    .phases = {"prepare", "compute"},
    .total = {"compute"},
    .rows = rows,
});

}  // namespace
}  // namespace ipcbench
