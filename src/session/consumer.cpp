#include "session/consumer.hpp"

#include <spdlog/spdlog.h>

#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"
#include "session/matrix_digest.hpp"
#include "session/receiving.hpp"

namespace ipcbench {
namespace {

template <typename Expected>
void expect(const Fd& link) {
  const Message message = receive_message(link);
  if (!std::holds_alternative<Expected>(message)) throw Error("the producer has sent a message out of turn");
}

/// `before`: the usage from which on the matrix costs the consumer something.
void receive_one(Receiving& receiving, const ConsumerLinks& links, const os::Usage& before) {
  Answer answer;
  if (links.spin != nullptr) links.spin->say_waiting();
  const ConstMatrixView matrix = receiving.receive_and_compute(answer);
  send_answer(links, answer);
  Receipt receipt;
  receipt.usage = os::usage() - before;
  expect<Noted>(links.control);  // on a shared CPU the answer would come only after the digest
  receipt.digest = matrix_digest(matrix);
  const auto digested = os::now_ns();
  receiving.receiver().release();
  receipt.release_ns = os::now_ns() - digested;
  send_message(links.control, receipt);
}

void receive_all(Channel& channel, const ConsumerLinks& links, const SessionOptions& options,
                 std::int64_t deadline_ns) {
  if (options.cpus.consumer) os::pin_to(*options.cpus.consumer);
  constexpr os::Usage at_birth{};
  Receiving receiving(channel, *options.kernel);
  send_message(links.control, Ready{.overlapped = receiving.is_overlapped()});
  for (int i = 0; i < options.transfers; ++i) {
    const os::Deadline deadline(deadline_ns);
    const os::Usage before = channel.consumer() == Consumer::waiting ? os::usage() : at_birth;
    receive_one(receiving, links, before);
  }
  if (channel.consumer() == Consumer::waiting)
    send_message(links.control, Effective{text_of(receiving.receiver().settings())});
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

}  // namespace

void send_answer(const ConsumerLinks& links, const Answer& answer) {
  if (links.spin != nullptr) {
    links.spin->answer(answer);
  } else {
    send_message(links.control, answer);
  }
}

int live_as_consumer(const Fd& link, int producer_pid, const std::function<void()>& work) {
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

int consume(Channel& channel, const ConsumerLinks& links, int producer_pid, const SessionOptions& options,
            std::int64_t deadline_ns) {
  return live_as_consumer(links.control, producer_pid, [&] { receive_all(channel, links, options, deadline_ns); });
}

int answer_calls(const ConsumerLinks& links, int producer_pid, const CpuPair& cpus, int calls,
                 std::int64_t deadline_ns) {
  return live_as_consumer(links.control, producer_pid, [&] { answer_all(links, cpus, calls, deadline_ns); });
}

}  // namespace ipcbench
