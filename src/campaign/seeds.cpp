#include "campaign/seeds.hpp"

#include <string>

#include "facts/sha256.hpp"

namespace ipcbench::campaign {

std::uint64_t round_seed(const Protocol& protocol, const Row& row, int round) {
  const std::string text = std::to_string(protocol.seed) + " " + row.name() + " " + std::to_string(round);
  return std::stoull(sha256(text).substr(0, 16), nullptr, 16);
}

std::uint64_t early_seed(const Protocol& protocol, const Row& row) { return round_seed(protocol, row, -1); }

}  // namespace ipcbench::campaign
