#include "campaign/order.hpp"

#include <numeric>
#include <random>
#include <utility>

namespace ipcbench::campaign {

std::vector<std::size_t> shuffled_order(std::size_t rows, std::uint64_t seed, int round) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::seed_seq sequence{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                         static_cast<std::uint32_t>(round)};
  std::mt19937_64 random(sequence);
  // std::shuffle and the distributions differ between standard libraries; the engine does not.
  for (std::size_t left = rows; left > 1; --left) std::swap(order[left - 1], order[random() % left]);
  return order;
}

}  // namespace ipcbench::campaign
