#include "campaign/early_failure.hpp"

#include <spdlog/spdlog.h>

namespace ipcbench::campaign {

void add_early_failure(Result& result, const std::string& code, const std::string& rank, const std::string& what,
                       const Row& row, const Error& error) {
  const std::string name = row.name();
  const std::string text = fmt::format("{} of {} failed: {}: {}", what, name, error.name(), error.what());
  spdlog::error("{}", text);
  result.warnings.push_back({code, text, rank, {name}});
}

}  // namespace ipcbench::campaign
