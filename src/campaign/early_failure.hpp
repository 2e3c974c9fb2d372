/// What becomes of something that failed before the rounds.
#pragma once

#include <string>

#include "ipcbench/errors.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// A warning of that code and rank, "<what> of <row> failed: <error's name>: <text>", also on stderr. The run ends
/// with 1, whatever becomes of it.
void add_early_failure(Result& result, const std::string& code, const std::string& rank, const std::string& what,
                       const Row& row, const Error& error);

}  // namespace ipcbench::campaign
