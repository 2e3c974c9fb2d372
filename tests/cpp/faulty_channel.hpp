/// A transport with something done to it: test-only channels around real ones.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "ipcbench/transport.hpp"

namespace ipcbench::test {

/// What goes wrong, and where. Each is called if it is set.
struct Faults {
  std::function<void()> before_send{};                        // in the producer
  std::function<void()> before_receive{};                     // in the consumer
  std::function<void(std::span<double> entries)> received{};  // in the consumer: what the receiver makes of the matrix
};

/// `inner`, with these faults.
std::unique_ptr<Channel> faulty(std::unique_ptr<Channel> inner, Shape shape, Faults faults);

}  // namespace ipcbench::test
