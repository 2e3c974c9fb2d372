#include "session/session.hpp"

#include <algorithm>
#include <utility>

#include "os/clock.hpp"
#include "os/cpus.hpp"
#include "os/usage.hpp"
#include "os/watch.hpp"
#include "session/consumer.hpp"
#include "session/consumer_process.hpp"
#include "session/matrix_digest.hpp"
#include "session/random_matrix.hpp"
#include "session/receiving.hpp"
#include "session/spin_link.hpp"

namespace ipcbench {
namespace {

/// `consumer` is from before its receive(), which may lie before t0. It has one thread, which uses no more CPU time
/// than passes: so what a consumer that spins used before t0 is cut off, and one that sleeps used nothing then.
UsageOfBoth usage_of(const os::Usage& producer, os::Usage consumer, Nanoseconds from_t0_to_t2) {
  consumer.cpu_ns = std::min(consumer.cpu_ns, from_t0_to_t2);
  return {producer, consumer};
}

}  // namespace

std::chrono::nanoseconds default_deadline(Shape shape) {
  constexpr auto least = std::chrono::seconds(4);
  constexpr std::size_t nanoseconds_per_byte = 20;  // 50 MB/s
  return least + std::chrono::nanoseconds(shape.bytes() * nanoseconds_per_byte);
}

struct Session::State {
  State(std::unique_ptr<Channel> opened, Shape shape, const SessionOptions& chosen)
      : options(chosen),
        deadline_ns(chosen.deadline.value_or(default_deadline(shape)).count()),
        channel(std::move(opened)),
        forks_per_transfer(channel->consumer() == Consumer::forked_per_transfer) {
    os::watch();
    os::set_shares_one_cpu(options.cpus);
    if (options.waiting == Waiting::spinning) spin.emplace();
    if (!forks_per_transfer) start_consumer(options.transfers);
    if (options.cpus.producer) os::pin_to(*options.cpus.producer);
    sender = channel->keep_sender();
    if (forks_per_transfer) return;
    with_last_words(consumer, [&] {
      const os::Deadline deadline(deadline_ns);
      overlapped = consumer->receive<Ready>().overlapped;
    });
  }

  ~State() {
    // Else it waits for a transfer that will not come, and is killed.
    if (consumer && done == options.transfers) consumer->let_go();
  }

  void start_consumer(int transfers) {
    SessionOptions consumer_options = options;
    consumer_options.transfers = transfers;
    consumer.emplace([&](const Fd& link, int producer_pid) {
      const ConsumerLinks links{link, spin ? &*spin : nullptr};
      return consume(*channel, links, producer_pid, consumer_options, deadline_ns + consumer_grace_ns);
    });
  }

  /// Lets a consumer of one transfer go. Returns how long that took.
  Nanoseconds dismiss_consumer() {
    const auto begin = os::now_ns();
    consumer->dismiss();
    consumer.reset();
    return os::now_ns() - begin;
  }

  /// Otherwise the way of the consumer back to receive() would be in the time of a short transfer.
  void wait_for_waiting_consumer() {
    if (forks_per_transfer) return;
    if (spin) {
      spin->wait_for_waiting();
    } else {
      consumer->wait_until_asleep();
    }
  }

  Answer wait_for_answer() { return spin ? spin->wait_for_answer() : consumer->receive<Answer>(); }

  /// LocalCompute makes the same passes over its matrix.
  Transferred transfer() {
    const os::Deadline deadline(deadline_ns);
    const auto p0 = os::now_ns();
    const MatrixView matrix = sender->loan();
    fill_random(matrix, options.seed + static_cast<std::uint64_t>(done));
    const auto filled = os::now_ns();
    const ConstMatrixView sent_matrix{matrix.data, matrix.shape};
    const std::uint64_t digest = matrix_digest(sent_matrix);
    const double value = expected_value(*options.kernel, overlapped, sent_matrix);
    wait_for_waiting_consumer();
    os::settle(sent_matrix.bytes(), options.residency);
    Transferred sample = hand_over(digest, value);
    sample.prepare = filled - p0;
    ++done;
    return sample;
  }

  /// From t0 to the end of release.
  Transferred hand_over(std::uint64_t digest, double value) {
    const os::Usage before = os::usage();
    const auto t0 = os::now_ns();
    sender->send();
    if (forks_per_transfer) start_consumer(1);
    const auto s = os::now_ns();
    if (forks_per_transfer) consumer->receive<Ready>();
    const auto answer = wait_for_answer();
    const auto t3 = os::now_ns();
    const os::Usage used = os::usage() - before;
    send_message(consumer->link(), Noted{});
    const auto receipt = consumer->receive<Receipt>();
    verify(receipt.digest == digest, "the consumer received another matrix than the producer sent (digests differ)");
    verify(same_bits(answer.value, value), "the kernel ran over a matrix that was not yet whole (its values differ)");
    verify(answer.t1_ns >= t0, "the matrix was received before it was sent");
    return {.transfer = answer.t1_ns - t0,
            .sent = s - t0,
            .compute = answer.t2_ns - answer.t1_ns,
            .reply = t3 - answer.t2_ns,
            .release = receipt.release_ns + (forks_per_transfer ? dismiss_consumer() : 0),
            .usage = usage_of(used, receipt.usage, answer.t2_ns - t0)};
  }

  Settings settings() {
    Settings both = sender->settings();
    if (!forks_per_transfer) both.merge(settings_of(consumer->receive<Effective>().settings));
    return both;
  }

  void verify(bool good, const std::string& finding) const {
    if (!good) throw CorruptMatrix("transfer " + std::to_string(done) + ": " + finding);
  }

  SessionOptions options;
  std::int64_t deadline_ns;
  std::unique_ptr<Channel> channel;
  bool forks_per_transfer;
  bool overlapped = false;
  int done = 0;
  std::optional<SpinLink> spin;
  std::optional<ConsumerProcess> consumer;
  std::unique_ptr<Sender> sender;
};

Session::Session(std::unique_ptr<Channel> channel, Shape shape, const SessionOptions& options)
    : state_(std::make_unique<State>(std::move(channel), shape, options)) {}

Session::~Session() = default;

Transferred Session::transfer() {
  if (state_->done == state_->options.transfers) throw Error("a session makes no more than its transfers");
  return with_last_words(state_->consumer, [this] { return state_->transfer(); });
}

bool Session::forks_per_transfer() const { return state_->forks_per_transfer; }

Settings Session::settings() {
  const os::Deadline deadline(state_->deadline_ns);
  return with_last_words(state_->consumer, [this] { return state_->settings(); });
}

}  // namespace ipcbench
