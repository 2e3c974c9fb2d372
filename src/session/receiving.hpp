/// What a consumer does with one matrix: receives it, and runs the kernel over it.
#pragma once

#include "ipcbench/kernel.hpp"
#include "ipcbench/transport.hpp"
#include "session/control_link.hpp"

namespace ipcbench {

/// The consumer's endpoint, with what it can do.
class Receiving {
 public:
  Receiving(Channel& channel, const Kernel& kernel);

  /// Whether the kernel runs over each piece while the next one travels.
  bool is_overlapped() const { return stream_ != nullptr; }

  /// Blocks until a matrix has come and the kernel has run over it; `answer` says when, and what it computed. The view
  /// is valid until release().
  ConstMatrixView receive_and_compute(Answer& answer);

  Receiver& receiver() { return *receiver_; }

 private:
  std::unique_ptr<Receiver> receiver_;
  StreamReceiver* stream_;
  const Kernel& kernel_;
};

/// The same kernel over the same bytes, in the same program, gives the same bits.
bool same_bits(double a, double b);

/// What a consumer that received `matrix` computes.
double expected_value(const Kernel& kernel, bool overlapped, ConstMatrixView matrix);

}  // namespace ipcbench
