#include "os/watch.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "exit_status.hpp"
#include "ipcbench/errors.hpp"
#include "ipcbench/fd.hpp"
#include "os/clock.hpp"
#include "os/futex.hpp"
#include "os/io.hpp"
#include "os/pipe.hpp"
#include "os/process.hpp"
#include "os/socket.hpp"

namespace ipcbench::os {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t tenth_of_a_second_ns = second_ns / 10;

TEST(Waiting, EndsAtTheDeadlineWhereverItSleeps) {
  watch();
  const SocketPair ends = unix_pair(SOCK_STREAM);
  Word word{0};
  std::byte byte{};
  const auto begin = now_ns();
  {
    const Deadline deadline(tenth_of_a_second_ns);
    EXPECT_THROW(read_all(ends.first, {&byte, 1}), TimedOut);
    EXPECT_THROW(sleep_until(word, 1), TimedOut);
    EXPECT_THROW(spin_until(word, 1), TimedOut);
  }
  const auto waited = now_ns() - begin;
  EXPECT_GE(waited, tenth_of_a_second_ns);
  EXPECT_LT(waited, second_ns);
}

TEST(Waiting, ForgetsADeadlineThatIsOver) {
  watch();
  { const Deadline deadline(1); }
  EXPECT_NO_THROW(check_wait());
}

TEST(Waiting, GoesOnWhenAChildIsOnlyStopped) {
  // A stopped child raises SIGCHLD as a dead one does.
  watch();
  const Child child([] {
    ::raise(SIGSTOP);
    return 0;
  });
  const ChildWatch watch(child.pid());
  const SocketPair ends = unix_pair(SOCK_STREAM);
  std::byte byte{};
  const Deadline deadline(tenth_of_a_second_ns);
  EXPECT_THROW(read_all(ends.first, {&byte, 1}), TimedOut);
}

TEST(Waiting, EndsWhenTheChildEndsWithoutAWord) {
  watch();
  const Child child([] {
    ::usleep(20'000);
    return 3;
  });
  const ChildWatch watch(child.pid());
  Word word{0};
  const Deadline deadline(5 * second_ns);
  try {
    sleep_until(word, 1);
    FAIL() << "no error";
  } catch (const PeerDied& error) {
    EXPECT_NE(std::string(error.what()).find("left with status 3"), std::string::npos) << error.what();
  }
}

TEST(Waiting, LosesNoSignalBetweenTheCheckAndTheCall) {
  // The deadline's own signal may come right between a check and the blocking call after it: many short deadlines.
  watch();
  const SocketPair ends = unix_pair(SOCK_STREAM);
  std::byte byte{};
  for (std::int64_t delay_ns = 1; delay_ns < 200'000; delay_ns += 1009) {
    const Deadline deadline(delay_ns);
    EXPECT_THROW(read_all(ends.first, {&byte, 1}), TimedOut);
  }
}

/// What a child wrote to stderr that ran `body` with last words, after it has ended with this status.
std::string words_of(const std::function<void()>& body, int status) {
  Pipe out = make_pipe();
  const Child child([&] {
    ::dup2(out.write_end.get(), STDERR_FILENO);
    watch();
    const LastWords words("kept in there");
    body();
    return 0;
  });
  out.write_end = Fd();
  EXPECT_EQ(test::exit_status(child), status);
  std::array<char, 100> text{};
  const auto length = ::read(out.read_end.get(), text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

TEST(Interruption, ThatIsRepeatedEndsTheProcessWithItsLastWords) {
  const auto interrupt_twice = [] {
    ::raise(SIGINT);
    for (const auto begin = now_ns(); now_ns() < begin + 6 * tenth_of_a_second_ns;) ::usleep(10'000);
    ::raise(SIGINT);
  };
  EXPECT_EQ(words_of(interrupt_twice, 130), "kept in there");
}

TEST(Crash, OfAConsumerIsNotTheEndOfTheRun) {
  const auto crash_in_a_child = [] {
    const Child child([] { return ::raise(SIGABRT); });
    EXPECT_EQ(test::exit_status(child), -1);
  };
  EXPECT_EQ(words_of(crash_in_a_child, 0), "");
}

}  // namespace
}  // namespace ipcbench::os
