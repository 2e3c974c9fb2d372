/// Where the results of a campaign go.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/plan.hpp"
#include "result/file.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// The folder of a run and its suite's file in it.
struct Destination {
  /// Makes or finds the folder, and names it and its machine in the result. Throws SystemError, and UsageError if the
  /// folder's other suites are of another machine.
  Destination(const Plan& plan, Result& result, Begin begin = Begin::anew);

  RunFolder folder;
  ResultFile file;
};

/// Throws UsageError if the result of such a plan is larger than the tools read with two digits to each number, the
/// least but on a coarse clock.
void require_readable(const Plan& plan, const std::vector<Row>& rows);

/// Better now than after the measuring. Throws SystemError.
void require_writable(const std::string& path);

/// Puts the finished document where it was asked for, the result file first, and prints the folder's path, or the
/// document itself. The side file stays if there is `more` to come.
void publish(const Plan& plan, const Result& result, std::optional<Destination>& destination, bool more);

}  // namespace ipcbench::campaign
