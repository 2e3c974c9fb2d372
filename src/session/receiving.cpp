#include "session/receiving.hpp"

#include <bit>
#include <cstdint>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"

namespace ipcbench {
namespace {

ConstMatrixView receive_and_run(Receiver& receiver, const Kernel& kernel, Answer& answer) {
  const ConstMatrixView matrix = receiver.receive();
  answer.t1_ns = os::now_ns();
  answer.value = kernel.run(matrix);
  answer.t2_ns = os::now_ns();
  return matrix;
}

/// Runs the kernel over each piece while the next one travels.
ConstMatrixView receive_and_fold(StreamReceiver& receiver, const Kernel& kernel, Answer& answer) {
  if (kernel.fold == nullptr) throw Error("the kernel needs the whole matrix at once");
  for (bool last = false; !last;) {
    const StreamReceiver::Piece piece = receiver.receive_piece();
    last = piece.last;
    if (last) answer.t1_ns = os::now_ns();
    answer.value = kernel.fold(answer.value, piece.entries);
  }
  answer.t2_ns = os::now_ns();
  return receiver.receive();
}

}  // namespace

Receiving::Receiving(Channel& channel, const Kernel& kernel)
    : receiver_(channel.keep_receiver()), stream_(dynamic_cast<StreamReceiver*>(receiver_.get())), kernel_(kernel) {}

ConstMatrixView Receiving::receive_and_compute(Answer& answer) {
  return is_overlapped() ? receive_and_fold(*stream_, kernel_, answer) : receive_and_run(*receiver_, kernel_, answer);
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

double expected_value(const Kernel& kernel, bool overlapped, ConstMatrixView matrix) {
  return overlapped ? kernel.fold(0, matrix.entries()) : kernel.run(matrix);
}

}  // namespace ipcbench
