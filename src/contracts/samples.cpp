#include "ipcbench/samples.hpp"

#include <stdexcept>

namespace ipcbench {

std::string_view to_string(RowKind kind) {
  switch (kind) {
    case RowKind::transfer:
      return "transfer";
    case RowKind::local:
      return "local";
    case RowKind::bound:
      return "bound";
  }
  throw std::logic_error("no such kind of row");
}

const std::vector<CostPart>& cost_parts() {
  static const std::vector<CostPart> all{{"producer_cpu_ns", &Cost::producer_cpu},
                                         {"consumer_cpu_ns", &Cost::consumer_cpu},
                                         {"producer_page_faults", &Cost::producer_page_faults},
                                         {"consumer_page_faults", &Cost::consumer_page_faults},
                                         {"producer_voluntary_switches", &Cost::producer_voluntary_switches},
                                         {"consumer_voluntary_switches", &Cost::consumer_voluntary_switches},
                                         {"producer_involuntary_switches", &Cost::producer_involuntary_switches},
                                         {"consumer_involuntary_switches", &Cost::consumer_involuntary_switches}};
  return all;
}

const std::vector<Phase>& phases(RowKind kind) {
  static const std::vector<Phase> of_transfer{{"prepare_ns", &Sample::prepare}, {"transfer_ns", &Sample::transfer},
                                              {"sent_ns", &Sample::sent},       {"compute_ns", &Sample::compute},
                                              {"reply_ns", &Sample::reply},     {"release_ns", &Sample::release}};
  static const std::vector<Phase> of_local{{"prepare_ns", &Sample::prepare}, {"compute_ns", &Sample::compute}};
  static const std::vector<Phase> of_bound{{"prepare_ns", &Sample::prepare}, {"transfer_ns", &Sample::transfer}};
  switch (kind) {
    case RowKind::transfer:
      return of_transfer;
    case RowKind::local:
      return of_local;
    case RowKind::bound:
      return of_bound;
  }
  throw std::logic_error("no such kind of row");
}

}  // namespace ipcbench
