// A peer that is killed or stopped ends the other side, soon and with a reason; and nothing is left behind (the fixture
// checks that).

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "exit_status.hpp"
#include "faults.hpp"
#include "ipcbench/fd.hpp"
#include "os/log.hpp"
#include "os/process.hpp"

namespace ipcbench::test {
namespace {

class PeerFaultsOf : public FaultsOf {};
IPCBENCH_FOR_EVERY_TRANSPORT(PeerFaultsOf);

TEST_P(PeerFaultsOf, EndsWhenTheConsumerIsKilled) {
  for (const Shape shape : {small, beyond_any_buffer}) {
    IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
    const auto text = text_of<PeerDied>(shape, {.before_receive = [] { ::raise(SIGKILL); }});
    EXPECT_TRUE(text.starts_with("the consumer (pid ")) << text;
    EXPECT_TRUE(text.ends_with(") was killed by signal 9 (SIGKILL)")) << text;
  }
}

TEST_P(PeerFaultsOf, EndsWhenTheConsumerIsStopped) {
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
    checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2()");
    reader_ = Fd(ends[0]);
    writer_ = Fd(ends[1]);
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
  Fd reader_;
  Fd writer_;
};

/// A process of its own that makes one transfer with these faults as the producer.
int produce(const Transport& transport, Shape shape, const Faults& faults, Transcript& transcript) {
  transcript.become_stderr();
  os::log_to_stderr("test");
  SessionOptions options{.waiting = transport.waiting};
  options.deadline = short_deadline;
  Session session(faulty(transport.open(shape), shape, faults), shape, options);
  session.transfer();
  return 0;
}

TEST_P(PeerFaultsOf, EndsTheConsumerWhenTheProducerIsKilled) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  Transcript transcript;
  Faults faults{.before_send = [] { ::raise(SIGKILL); }};
  // Where the consumer is forked after that, it is the one to kill its producer.
  if (forks_per_transfer()) faults = {.before_receive = [] { ::kill(::getppid(), SIGKILL); }};
  const os::Child producer([&] { return produce(GetParam(), small, faults, transcript); });
  EXPECT_EQ(transcript.read_to_end(5s), "") << "whoever started the producer tells of its death";
}

TEST_P(PeerFaultsOf, EndsTheConsumerWhenTheProducerIsStopped) {
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

TEST_P(PeerFaultsOf, EndsWhenTheConsumerIsKilledAtAnyMomentOfATransfer) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  // Any moment up to the latest: a consumer of one transfer may be gone by then, and one of the next ones is hit.
  for (useconds_t latest = 1'000; latest <= 8'000; latest += 1'000) {
    // In a process of its own: where the consumer takes a library's lock with it, the last resort ends the producer.
    const os::Child producer([&] {
      const auto kill_later = [latest] {
        const pid_t consumer = ::getpid();
        if (::fork() != 0) return;
        ::usleep(static_cast<useconds_t>(os::now_ns()) % latest);
        if (::getppid() == consumer) ::kill(consumer, SIGKILL);
        ::_exit(0);
      };
      SessionOptions options = session_options();
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

TEST_P(PeerFaultsOf, RunsAgainAfterAFault) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  EXPECT_NE(text_of<PeerDied>(small, {.before_receive = [] { ::raise(SIGKILL); }}), "");
  Session session(GetParam().open(small), small, session_options());
  EXPECT_NO_THROW(session.transfer());
}

}  // namespace
}  // namespace ipcbench::test
