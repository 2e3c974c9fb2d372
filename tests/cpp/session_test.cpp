#include "session/session.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "channels/slot_channel.hpp"
#include "exit_status.hpp"
#include "faulty_channel.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/clock.hpp"
#include "os/io.hpp"
#include "os/process.hpp"
#include "session/consumer.hpp"
#include "session/random_matrix.hpp"

namespace ipcbench::test {
namespace {

using namespace std::chrono_literals;

constexpr Shape small{7, 13};

std::unique_ptr<Channel> pipe_channel() { return find_transport("pipe")->open(small); }

TEST(Session, AllowsFourSecondsAndTheTimeOfFiftyMegabytesASecond) {
  EXPECT_LT(default_deadline({1, 1}), 5s);
  EXPECT_GE(default_deadline({1, 1}), 4s);
  EXPECT_EQ(default_deadline({1000, 50'000}) - default_deadline({1000, 25'000}), 4s);
}

TEST(Session, SaysWhatAConsumerThatGaveUpHadToSay) {
  const auto fail = [] { throw Error("the sky has fallen"); };
  try {
    Session(faulty(pipe_channel(), small, {.before_receive = fail}), small, {}).transfer();
    FAIL() << "no error";
  } catch (const PeerDied& error) {
    EXPECT_NE(std::string(error.what()).find("the sky has fallen"), std::string::npos) << error.what();
  }
}

/// What a session over this transport says in the end, and what its channel said when it was opened.
std::pair<Settings, Settings> settings_before_and_after(const char* key, Shape shape) {
  constexpr int transfers = 3;
  auto channel = find_transport(key)->open(shape);
  Settings before = channel->settings();
  Session session(std::move(channel), shape, {.transfers = transfers});
  for (int i = 0; i < transfers; ++i) session.transfer();
  return {std::move(before), session.settings()};
}

TEST(Session, SaysHowLargeTheBuffersOfTcpHaveBecome) {
  auto [before, after] = settings_before_and_after("tcp_loopback", {170, 9111});
  const auto grown = [&](const char* key) {
    return std::get<std::int64_t>(after.at(key)) - std::get<std::int64_t>(before.at(key));
  };
  EXPECT_GE(grown("sndbuf_bytes"), 0);
  EXPECT_GE(grown("rcvbuf_bytes"), 0);
  EXPECT_GT(grown("sndbuf_bytes") + grown("rcvbuf_bytes"), 0);
}

TEST(Session, SaysWhatStaysAsItWasOrNothing) {
  const auto unix_sockets = settings_before_and_after("unix_stream", small);
  EXPECT_EQ(unix_sockets.first, unix_sockets.second);
  EXPECT_TRUE(settings_before_and_after("pipe", small).second.empty());
  EXPECT_TRUE(settings_before_and_after("fork_inherit", small).second.empty());
}

TEST(Session, ThrowsInterruptedOnCtrlC) {
  // In a process of its own, since an interrupt stays.
  const os::Child interrupted_one([] {
    Session session(faulty(pipe_channel(), small, {.before_send = [] { ::raise(SIGINT); }}), small, {});
    try {
      session.transfer();
    } catch (const Interrupted&) {
      return 42;
    }
    return 1;
  });
  EXPECT_EQ(exit_status(interrupted_one), 42);
}

/// Publishes the matrix before it has copied it.
class PrematureSender final : public Sender {
 public:
  explicit PrematureSender(channels::Slot slot) : matrix_(slot.matrix().shape), slot_(std::move(slot)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    os::store_and_wake(slot_.turn(), channels::Slot::full);
    ::usleep(10'000);
    std::ranges::copy(matrix_.view().entries(), slot_.matrix().data);
  }

 private:
  PrivateMatrix matrix_;
  channels::Slot slot_;
};

TEST(Session, CatchesAMatrixThatIsWholeOnlyAfterTheKernelHasRun) {
  // The digest comes too late to see it: this kernel gives the copy the time it needs.
  static constexpr Kernel leisurely{"leisurely", [](Shape) { return 1.0; },
                                    [](ConstMatrixView matrix) {
                                      const double value = default_kernel().run(matrix);
                                      ::usleep(30'000);
                                      return value;
                                    }};
  channels::Slot slot(small, os::shared_memory(channels::Slot::bytes_for(small)));
  auto channel = std::make_unique<channels::SlotChannel>(
      std::move(slot), [](channels::Slot kept) { return std::make_unique<PrematureSender>(std::move(kept)); },
      [](channels::Slot kept) {
        return std::make_unique<channels::InPlaceReceiver<channels::Sleeping>>(std::move(kept));
      },
      Settings{});
  Session session(std::move(channel), small, {.kernel = &leisurely});
  try {
    session.transfer();
    FAIL() << "no error";
  } catch (const CorruptMatrix& error) {
    EXPECT_NE(std::string(error.what()).find("not yet whole"), std::string::npos) << error.what();
  }
}

TEST(Session, ChecksTheMatrixOnlyOnceTheProducerHasTheAnswer) {
  // On one CPU, the producer would wait for the digest, and its time would be in the reply.
  const auto channel = pipe_channel();
  auto ends = os::unix_pair(SOCK_SEQPACKET);
  SessionOptions options;
  options.transfers = 1;
  const os::Child consumer([&, producer_pid = ::getpid()] {
    ends.first.reset();
    return consume(*channel, {ends.second}, producer_pid, options, std::chrono::nanoseconds(4s).count());
  });
  ends.second.reset();
  const auto sender = channel->keep_sender();
  fill_random(sender->loan(), 1);
  sender->send();
  ASSERT_TRUE(std::holds_alternative<Ready>(receive_message(ends.first)));
  ASSERT_TRUE(std::holds_alternative<Answer>(receive_message(ends.first)));
  ::usleep(50'000);
  std::byte none{};
  EXPECT_EQ(os::poll_message(ends.first, {&none, 1}), 0U) << "a receipt that nobody has asked for";
  send_message(ends.first, Noted{});
  EXPECT_TRUE(std::holds_alternative<Receipt>(receive_message(ends.first)));
  send_message(ends.first, Goodbye{});
  EXPECT_EQ(exit_status(consumer), 0);
}

TEST(Session, KeepsItsDeadlineInAForkOfAProcessThatHadSessions) {
  { Session session(pipe_channel(), small, {.transfers = 1}); }
  const os::Child fork([] {
    try {
      const auto stop = [] { ::raise(SIGSTOP); };
      Session(faulty(pipe_channel(), small, {.before_receive = stop}), small, {.deadline = 200ms}).transfer();
    } catch (const TimedOut&) {
      return 42;
    }
    return 1;
  });
  EXPECT_EQ(exit_status(fork), 42);
}

TEST(Session, ReportsTheTimeOfRelease) {
  SessionOptions options;
  options.transfers = 1;
  Session session(pipe_channel(), small, options);
  EXPECT_GT(session.transfer().release, 0);
}

TEST(Session, DoesNotSendBeforeItsConsumerWaits) {
  // It is busy for a while before it receives; only the quickest counts, since others may be interrupted.
  constexpr Nanoseconds busy_ns = 5'000'000;
  const auto be_busy = [] {
    for (const auto end = os::now_ns() + busy_ns; os::now_ns() < end;) {
    }
  };
  Session session(faulty(pipe_channel(), small, {.before_receive = be_busy}), small, {});
  Nanoseconds quickest = busy_ns;
  for (int i = 0; i < SessionOptions{}.transfers; ++i) quickest = std::min(quickest, session.transfer().transfer);
  EXPECT_LT(quickest, busy_ns / 2);
}

TEST(Session, SendsToAConsumerThatNeverSleepsAllTheSame) {
  const auto spin_on = [] {
    for (const auto end = os::now_ns() + 300'000'000; os::now_ns() < end;) {
    }
  };
  Session session(faulty(pipe_channel(), small, {.before_receive = spin_on}), small, {.transfers = 1});
  EXPECT_GT(session.transfer().transfer, 10'000'000) << "it was sent while the consumer was busy";
}

TEST(Session, SaysWhoseConsumersAreForkedPerTransfer) {
  EXPECT_FALSE(Session(pipe_channel(), small, {}).forks_per_transfer());
  EXPECT_TRUE(Session(find_transport("fork_inherit")->open(small), small, {}).forks_per_transfer());
}

TEST(Session, SpinsForTheAnswersOfASpinningTransport) {
  // Asleep the producer would give up its CPU for each; an interruption is no sleep.
  constexpr int transfers = 20;
  Session session(find_transport("shm_in_place_spin")->open(small), small,
                  {.transfers = transfers, .waiting = Waiting::spinning});
  std::int64_t least = 1;
  for (int i = 0; i < transfers; ++i) least = std::min(least, session.transfer().usage.producer.voluntary_switches);
  EXPECT_EQ(least, 0);
}

TEST(Session, SendsADifferentMatrixEachTime) {
  std::vector<double> last(small.entries());
  const auto compare = [&](std::span<double> entries) {
    if (std::ranges::equal(entries, last)) throw Error("the same matrix again");
    std::ranges::copy(entries, last.begin());
  };
  SessionOptions options;
  options.transfers = 3;
  Session session(faulty(pipe_channel(), small, {.received = compare}), small, options);
  for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(session.transfer());
}

}  // namespace
}  // namespace ipcbench::test
