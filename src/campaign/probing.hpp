/// Which rows can run here.
#pragma once

#include <vector>

#include "producer/producers.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// Probes every row, each in a process of its own, and returns those that can run; the others go into the result. A row
/// whose probe dies is told among the warnings, and is taken for one that can run, as are those that an interruption
/// leaves unprobed. Throws UsageError if a shape does not fit into memory or nothing can run.
std::vector<const Row*> available(const std::vector<Row>& rows, Result& result, const Producers& producers);

}  // namespace ipcbench::campaign
