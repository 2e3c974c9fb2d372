#include "session/consumer.hpp"

#include <spdlog/spdlog.h>

#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"
#include "session/matrix_digest.hpp"

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

/// `before`: the usage from which on the matrix costs the consumer something.
void receive_one(Receiver& receiver, StreamReceiver* stream, const Fd& link, const Kernel& kernel,
                 const os::Usage& before) {
  Answer answer;
  const ConstMatrixView matrix =
      stream != nullptr ? receive_and_fold(*stream, kernel, answer) : receive_and_run(receiver, kernel, answer);
  send_message(link, answer);
  Receipt receipt;
  receipt.usage = os::usage() - before;
  // On a shared CPU the answer would come only after the digest.
  if (!std::holds_alternative<Noted>(receive_message(link))) throw Error("the producer has sent a message out of turn");
  receipt.digest = matrix_digest(matrix);
  const auto digested = os::now_ns();
  receiver.release();
  receipt.release_ns = os::now_ns() - digested;
  send_message(link, receipt);
}

void receive_all(Channel& channel, const Fd& link, const SessionOptions& options, std::int64_t deadline_ns) {
  if (options.cpus.consumer) os::pin_to(*options.cpus.consumer);
  constexpr os::Usage at_birth{};
  const auto receiver = channel.keep_receiver();
  auto* const stream = dynamic_cast<StreamReceiver*>(receiver.get());
  send_message(link, Ready{.overlapped = stream != nullptr});
  for (int i = 0; i < options.transfers; ++i) {
    const os::Deadline deadline(deadline_ns);
    const os::Usage before = channel.consumer() == Consumer::waiting ? os::usage() : at_birth;
    receive_one(*receiver, stream, link, *options.kernel, before);
  }
  if (channel.consumer() == Consumer::waiting) send_message(link, Effective{text_of(receiver->settings())});
  // Stay until told: a producer that learns of a death gives up a receipt that is still on its way.
  receive_message(link);
}

/// Over the link; on stderr, too, unless the producer has died, which whoever started that tells.
void report(const Fd& link, std::string_view name, std::string_view text) {
  try {
    check_wait();
    spdlog::error("consumer: {}", text);
    send_message(link, Failure{std::string(name), std::string(text)});
  } catch (const Error&) {
    // The producer is gone as well.
  }
}

}  // namespace

int consume(Channel& channel, const Fd& link, int producer_pid, const SessionOptions& options,
            std::int64_t deadline_ns) {
  try {
    os::watch_as_consumer(producer_pid);
    receive_all(channel, link, options, deadline_ns);
    return 0;
  } catch (const Error& error) {
    report(link, error.name(), error.what());
  } catch (const std::exception& error) {
    report(link, "Error", error.what());
  }
  return 1;
}

}  // namespace ipcbench
