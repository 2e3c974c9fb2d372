// What every transport survives: wrong data is caught, a dead or stopped peer ends the other side, and nothing is
// left behind (the fixture checks that).

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "every_transport.hpp"
#include "exit_status.hpp"
#include "faulty_channel.hpp"
#include "ipcbench/session.hpp"
#include "log.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/process.hpp"

namespace ipcbench::test {
namespace {

using namespace std::chrono_literals;

constexpr Shape small{64, 129};
constexpr Shape beyond_any_buffer{1024, 1024};  // 8 MiB: send() itself blocks wherever it can
constexpr auto short_deadline = 500ms;          // in place of default_deadline(), which is a little over 4 s

class FaultsOf : public EveryTransport {
 protected:
  bool forks_per_transfer() const { return GetParam().open(small)->consumer() == Consumer::forked_per_transfer; }

  /// One transfer with these faults. The text of the `Expected` error; empty if there was none within 5 s.
  template <typename Expected>
  std::string text_of(Shape shape, Faults faults, std::optional<std::chrono::nanoseconds> deadline = {}) {
    SessionOptions options;
    options.deadline = deadline;
    const auto begin = os::now_ns();
    try {
      Session(faulty(GetParam().open(shape), shape, std::move(faults)), shape, options).transfer();
    } catch (const Expected& error) {
      return std::chrono::nanoseconds(os::now_ns() - begin) < 5s ? error.what() : "";
    }
    return {};
  }
};
IPCBENCH_FOR_EVERY_TRANSPORT(FaultsOf);

TEST_P(FaultsOf, CatchesOneFlippedBit) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto flip = [](std::span<double> entries) {
    auto* byte = reinterpret_cast<unsigned char*>(&entries[entries.size() / 2]);
    *byte = static_cast<unsigned char>(*byte ^ 1);
  };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = flip}), "");
}

TEST_P(FaultsOf, CatchesATruncatedMatrix) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto truncate = [](std::span<double> entries) { entries.back() = 0; };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = truncate}), "");
}

TEST_P(FaultsOf, CatchesPiecesInTheWrongOrder) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const auto reorder = [](std::span<double> entries) {
    std::rotate(entries.begin(), entries.begin() + 512, entries.end());
  };
  EXPECT_NE(text_of<CorruptMatrix>(small, {.received = reorder}), "");
}

TEST_P(FaultsOf, EndsWhenTheConsumerIsKilled) {
  for (const Shape shape : {small, beyond_any_buffer}) {
    IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
    const auto text = text_of<PeerDied>(shape, {.before_receive = [] { ::raise(SIGKILL); }});
    EXPECT_TRUE(text.starts_with("the consumer (pid ")) << text;
    EXPECT_TRUE(text.ends_with(") was killed by signal 9 (SIGKILL)")) << text;
  }
}

TEST_P(FaultsOf, EndsWhenTheConsumerIsStopped) {
  for (const Shape shape : {small, beyond_any_buffer}) {
    IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
    const auto text = text_of<TimedOut>(shape, {.before_receive = [] { ::raise(SIGSTOP); }}, short_deadline);
    EXPECT_TRUE(text.starts_with("no answer from the consumer (pid ")) << text;
    EXPECT_NE(text.find(") within 0.5 s: it is stopped"), std::string::npos) << text;
  }
}

/// What the processes of a session write to stderr, until the last of them has ended or `patience` is over.
class Transcript {
 public:
  Transcript() {
    std::array<int, 2> ends{};
    os::checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2()");
    reader_ = os::Fd(ends[0]);
    writer_ = os::Fd(ends[1]);
  }
  /// In a child: what it and its children write to stderr goes here.
  void become_stderr() {
    ::dup2(writer_.get(), STDERR_FILENO);
    writer_.reset();
  }

  /// The text, if all writers have ended within `patience`; else "still running: " and the text so far.
  std::string read_to_end(std::chrono::nanoseconds patience) {
    writer_.reset();
    ::fcntl(reader_.get(), F_SETFL, O_NONBLOCK);
    std::string text;
    std::array<char, 512> buffer{};
    for (const auto end = os::now_ns() + patience.count(); os::now_ns() < end;) {
      const ssize_t count = ::read(reader_.get(), buffer.data(), buffer.size());
      if (count == 0) return text;
      if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
      if (count < 0) ::usleep(1000);
    }
    return "still running: " + text;
  }

 private:
  os::Fd reader_;
  os::Fd writer_;
};

/// A process of its own that makes one transfer with these faults as the producer.
int produce(const Transport& transport, Shape shape, const Faults& faults, Transcript& transcript) {
  transcript.become_stderr();
  log_to_stderr("test");
  SessionOptions options;
  options.deadline = short_deadline;
  Session session(faulty(transport.open(shape), shape, faults), shape, options);
  session.transfer();
  return 0;
}

TEST_P(FaultsOf, EndsTheConsumerWhenTheProducerIsKilled) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  Transcript transcript;
  Faults faults{.before_send = [] { ::raise(SIGKILL); }};
  // Where the consumer is forked after that, it is the one to kill its producer.
  if (forks_per_transfer()) faults = {.before_receive = [] { ::kill(::getppid(), SIGKILL); }};
  const os::Child producer([&] { return produce(GetParam(), small, faults, transcript); });
  const auto text = transcript.read_to_end(5s);
  const std::string named = "the producer (pid " + std::to_string(producer.pid()) + ") has died";
  EXPECT_EQ(text.find("still running"), std::string::npos) << text;
  EXPECT_NE(text.find(named), std::string::npos) << text;
}

TEST_P(FaultsOf, EndsTheConsumerWhenTheProducerIsStopped) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  if (forks_per_transfer()) GTEST_SKIP() << "once it is forked, its consumer needs nothing of the producer";
  Transcript transcript;
  // The stopped producer lets go of the transcript first, so that its end is the consumer's.
  const auto stop = [] {
    ::close(STDERR_FILENO);
    ::raise(SIGSTOP);
  };
  const os::Child producer([&] { return produce(GetParam(), small, {.before_send = stop}, transcript); });
  const auto text = transcript.read_to_end(5s);
  const std::string named = "the producer (pid " + std::to_string(producer.pid()) + ") within 1.0 s: it is stopped";
  EXPECT_EQ(text.find("still running"), std::string::npos) << text;
  EXPECT_NE(text.find(named), std::string::npos) << text;
}

/// Interrupts every system call a thousand times a second, in this process; a fork does not inherit it.
class SignalStorm {
 public:
  SignalStorm() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGALRM, &action, &before_);
    set_interval(1000);
  }
  ~SignalStorm() {
    set_interval(0);
    ::sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  static void set_interval(suseconds_t microseconds) {
    const itimerval interval{{0, microseconds}, {0, microseconds}};
    ::setitimer(ITIMER_REAL, &interval, nullptr);
  }
  struct sigaction before_ {};
};

TEST_P(FaultsOf, SurvivesAThousandSignalsASecondOnBothSides) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  const SignalStorm producer_storm;
  const auto storm_and_wait = [] {
    static const SignalStorm consumer_storm;
    ::usleep(20'000);  // meanwhile the producer is stormed at as it blocks
  };
  SessionOptions options;
  options.transfers = 3;
  Session session(faulty(GetParam().open(beyond_any_buffer), beyond_any_buffer,
                         {.before_send = [] { ::usleep(20'000); }, .before_receive = storm_and_wait}),
                  beyond_any_buffer, options);
  for (int i = 0; i < options.transfers; ++i) EXPECT_NO_THROW(session.transfer());
}

TEST_P(FaultsOf, EndsWhenTheConsumerIsKilledAtAnyMomentOfATransfer) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  for (useconds_t delay = 0; delay < 8'000; delay += 1'000) {
    // In a process of its own: where the consumer takes a library's lock with it, the last resort ends the producer.
    const os::Child producer([&] {
      const auto kill_later = [delay] {
        const pid_t consumer = ::getpid();
        if (::fork() != 0) return;
        ::usleep(delay + static_cast<useconds_t>(os::now_ns() % 1'000));
        if (::getppid() == consumer) ::kill(consumer, SIGKILL);
        ::_exit(0);
      };
      SessionOptions options;
      options.transfers = 1'000;
      options.deadline = short_deadline;
      try {
        Session session(faulty(GetParam().open(beyond_any_buffer), beyond_any_buffer, {.before_receive = kill_later}),
                        beyond_any_buffer, options);
        for (int i = 0; i < options.transfers; ++i) session.transfer();
      } catch (const PeerDied&) {
        return 42;
      }
      return 0;
    });
    const auto begin = os::now_ns();
    EXPECT_NE(exit_status(producer), 0);
    EXPECT_LT(std::chrono::nanoseconds(os::now_ns() - begin), 5s);
  }
}

TEST_P(FaultsOf, RunsAgainAfterAFault) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  EXPECT_NE(text_of<PeerDied>(small, {.before_receive = [] { ::raise(SIGKILL); }}), "");
  SessionOptions options;
  Session session(GetParam().open(small), small, options);
  EXPECT_NO_THROW(session.transfer());
}

}  // namespace
}  // namespace ipcbench::test
