#include "session/consumer.hpp"

#include <spdlog/spdlog.h>

#include <functional>

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

void send_answer(const ConsumerLinks& links, const Answer& answer) {
  if (links.spin != nullptr) {
    links.spin->answer(answer);
  } else {
    send_message(links.control, answer);
  }
}

template <typename Expected>
void expect(const Fd& link) {
  const Message message = receive_message(link);
  if (!std::holds_alternative<Expected>(message)) throw Error("the producer has sent a message out of turn");
}

/// `before`: the usage from which on the matrix costs the consumer something.
void receive_one(Receiver& receiver, StreamReceiver* stream, const ConsumerLinks& links, const Kernel& kernel,
                 const os::Usage& before) {
  Answer answer;
  if (links.spin != nullptr) links.spin->say_waiting();
  const ConstMatrixView matrix =
      stream != nullptr ? receive_and_fold(*stream, kernel, answer) : receive_and_run(receiver, kernel, answer);
  send_answer(links, answer);
  Receipt receipt;
  receipt.usage = os::usage() - before;
  expect<Noted>(links.control);  // on a shared CPU the answer would come only after the digest
  receipt.digest = matrix_digest(matrix);
  const auto digested = os::now_ns();
  receiver.release();
  receipt.release_ns = os::now_ns() - digested;
  send_message(links.control, receipt);
}

void receive_all(Channel& channel, const ConsumerLinks& links, const SessionOptions& options,
                 std::int64_t deadline_ns) {
  if (options.cpus.consumer) os::pin_to(*options.cpus.consumer);
  constexpr os::Usage at_birth{};
  const auto receiver = channel.keep_receiver();
  auto* const stream = dynamic_cast<StreamReceiver*>(receiver.get());
  send_message(links.control, Ready{.overlapped = stream != nullptr});
  for (int i = 0; i < options.transfers; ++i) {
    const os::Deadline deadline(deadline_ns);
    const os::Usage before = channel.consumer() == Consumer::waiting ? os::usage() : at_birth;
    receive_one(*receiver, stream, links, *options.kernel, before);
  }
  if (channel.consumer() == Consumer::waiting) send_message(links.control, Effective{text_of(receiver->settings())});
}

void answer_all(const ConsumerLinks& links, const CpuPair& cpus, int calls, std::int64_t deadline_ns) {
  if (cpus.consumer) os::pin_to(*cpus.consumer);
  send_message(links.control, Ready{});
  for (int i = 0; i < calls; ++i) {
    const os::Deadline deadline(deadline_ns);
    if (links.spin != nullptr) {
      links.spin->say_waiting();
      links.spin->wait_for_call();
    } else {
      expect<Call>(links.control);
    }
    send_answer(links, Answer{});
  }
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

/// A consumer's life: its work, then waiting to be let go. Returns its exit status.
int live(const Fd& link, int producer_pid, const std::function<void()>& work) {
  try {
    os::watch_as_consumer(producer_pid);
    work();
    // Stay until told: a producer that learns of a death gives up a receipt that is still on its way.
    receive_message(link);
    return 0;
  } catch (const Error& error) {
    report(link, error.name(), error.what());
  } catch (const std::exception& error) {
    report(link, "Error", error.what());
  }
  return 1;
}

}  // namespace

int consume(Channel& channel, const ConsumerLinks& links, int producer_pid, const SessionOptions& options,
            std::int64_t deadline_ns) {
  return live(links.control, producer_pid, [&] { receive_all(channel, links, options, deadline_ns); });
}

int answer_calls(const ConsumerLinks& links, int producer_pid, const CpuPair& cpus, int calls,
                 std::int64_t deadline_ns) {
  return live(links.control, producer_pid, [&] { answer_all(links, cpus, calls, deadline_ns); });
}

}  // namespace ipcbench
