/// Finds by measurement what a tuned transport does best with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rows.hpp"

namespace ipcbench {

/// Whether there is anything to choose.
bool is_tunable(const Row& row);

/// How many transfers a sweep of this row makes: for each tuning a cold one and some warm ones.
int sweep_transfers(const Row& row, const Protocol& protocol);

/// A tuning that was tried.
struct Trial {
  Settings settings;      // the effective ones
  Nanoseconds total = 0;  // the least of its warm transfers
};

struct Sweep {
  std::string row;
  std::vector<Trial> trials;     // those that this machine allows, in the order in which they were tried
  std::optional<Tuning> chosen;  // of the least total; none if there was none
};

/// Tries every tuning of a tunable row. Throws what a transfer throws: a tuning that carries wrong data is an error,
/// not a slow one.
Sweep sweep(const Row& row, const Protocol& protocol);

}  // namespace ipcbench
