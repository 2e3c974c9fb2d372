#include "consumer.hpp"

#include <spdlog/spdlog.h>

#include "digest.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/watch.hpp"

namespace ipcbench {
namespace {

void receive_one(Receiver& receiver, const os::Fd& link, const Kernel& kernel) {
  const ConstMatrixView matrix = receiver.receive();
  Answer answer;
  answer.t1_ns = os::now_ns();
  answer.value = kernel.run(matrix);
  answer.t2_ns = os::now_ns();
  send_message(link, answer);
  Receipt receipt;
  receipt.digest = matrix_digest(matrix);
  const auto digested = os::now_ns();
  receiver.release();
  receipt.release_ns = os::now_ns() - digested;
  send_message(link, receipt);
}

void receive_all(Channel& channel, const os::Fd& link, const SessionOptions& options, std::int64_t deadline_ns) {
  if (options.cpus.consumer) os::pin_to(*options.cpus.consumer);
  const auto receiver = channel.keep_receiver();
  send_message(link, Ready{});
  for (int i = 0; i < options.transfers; ++i) {
    const os::Deadline deadline(deadline_ns);
    receive_one(*receiver, link, *options.kernel);
  }
  // Stay until told: a producer that learns of a death gives up a receipt that is still on its way.
  receive_message(link);
}

void report(const os::Fd& link, std::string_view name, std::string_view text) {
  spdlog::error("consumer: {}", text);
  try {
    send_message(link, failure_from(name, text));
  } catch (const Error&) {
    // The producer is gone as well; stderr has it.
  }
}

}  // namespace

int consume(Channel& channel, const os::Fd& link, int producer_pid, const SessionOptions& options,
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
