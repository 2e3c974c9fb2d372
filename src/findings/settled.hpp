/// From which sample of a round on a row's samples are alike.
#pragma once

#include <optional>
#include <vector>

namespace ipcbench::findings {

struct Settled {
  int from = 1;         // the first sample that counts; the one before it is the last that does not
  bool is_sure = true;  // false: no sample that was looked at was like the later ones

  friend bool operator==(const Settled&, const Settled&) = default;
};

/// `totals` has the samples of each round, the cold one first. The smallest of 1, 2, … 4 whose median over the rounds
/// lies within 5 % of that of all later samples; if none does, the last of these that there is. nullopt where no round
/// has more than the cold one. docs/methodology.md has the rule, tools/ipcbench/result/settled.py the same one.
std::optional<Settled> first_settled(const std::vector<std::vector<double>>& totals);

}  // namespace ipcbench::findings
