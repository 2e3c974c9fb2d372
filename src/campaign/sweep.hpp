/// Finds by measurement what a tuned row does best with.
#pragma once

#include "producer/producers.hpp"
#include "result/result.hpp"

namespace ipcbench::campaign {

/// How many samples a sweep of this row takes, about: for each tuning a cold one and some warm ones.
int sweep_samples(const Row& row, const Protocol& protocol);

/// Tries every tuning of a row that has some, each in a process of its own. The likeliest (the first one that this
/// machine allows, where it does not allow this) stays unless another one is better by 5 % in each of several passes:
/// the least of many times is as often luck. Throws what Producers::measure() throws: a tuning that carries wrong data
/// is an error, not a slow one.
Sweep sweep(const Row& row, const Protocol& protocol, const Producers& producers, std::size_t likeliest = 0);

}  // namespace ipcbench::campaign
