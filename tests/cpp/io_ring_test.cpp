// io_uring: who refuses it says so, and what a wait leaves behind when it ends with an error.

#include "os/io_ring.hpp"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exit_status.hpp"
#include "ipcbench/errors.hpp"
#include "ipcbench/transport.hpp"
#include "os/clock.hpp"
#include "os/io.hpp"
#include "os/process.hpp"
#include "os/socket.hpp"
#include "os/watch.hpp"

namespace ipcbench {
namespace {

constexpr Shape small{7, 13};
constexpr std::int64_t second_ns = 1'000'000'000;

std::optional<Unavailable> why_not() { return find_transport("io_uring")->probe(small); }

/// From now on io_uring_setup() fails so in this process, as in a container whose profile refuses it.
bool refuse_io_uring(unsigned error_number) {
  constexpr unsigned setup = 425;  // everywhere
  std::array<sock_filter, 4> program{{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, setup},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error_number},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// Whether the probe, where io_uring_setup() fails so, gives a reason and a mend with these words.
bool says(unsigned error_number, const std::string& reason, const std::string& mend) {
  const os::Child refused([&] {
    if (!refuse_io_uring(error_number)) return 2;
    const auto why = why_not();
    return why && why->reason.find(reason) != std::string::npos && why->mend.find(mend) != std::string::npos ? 0 : 1;
  });
  return test::exit_status(refused) == 0;
}

TEST(IoRingRefused, SaysWhoRefusesAndTheMend) {
  if (os::liburing_version().empty()) GTEST_SKIP() << "this build has no liburing";
  EXPECT_TRUE(says(EPERM, "io_uring_setup(): Operation not permitted (EPERM)", "kernel.io_uring_disabled=0"));
  EXPECT_TRUE(says(ENOSYS, "io_uring_setup(): Function not implemented (ENOSYS)", "CONFIG_IO_URING"));
  EXPECT_TRUE(says(EMFILE, "io_uring_setup(): Too many open files (EMFILE)", "ulimit -n"));
}

TEST(IoRingRefused, SaysThatTheBuildHasNoLiburing) {
  if (!os::liburing_version().empty()) GTEST_SKIP() << "this build has liburing";
  const auto why = why_not();
  ASSERT_TRUE(why);
  EXPECT_EQ(why->reason, "this build has no liburing.");
  EXPECT_NE(why->mend.find("liburing-dev"), std::string::npos);
}

class IoRing : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = why_not()) GTEST_SKIP() << "io_uring cannot run here: " << why->reason;
    os::watch();
  }

  /// Waits for what does not come. Linux goes on meanwhile with whatever is under way.
  static void expect_nothing_from(os::IoRing& ring, const Fd& socket, std::span<std::byte> bytes) {
    const auto begin = os::now_ns();
    const os::Deadline deadline(second_ns / 10);
    EXPECT_THROW(ring.receive_all(socket, bytes), TimedOut);
    EXPECT_LT(os::now_ns() - begin, second_ns);
  }

  os::SocketPair ends_ = os::unix_pair(SOCK_STREAM);
};

TEST_F(IoRing, TakesAReceiveBackWhenItsTimeIsOver) {
  os::IoRing ring;
  const os::SocketPair silent = os::unix_pair(SOCK_STREAM);
  const std::array<std::byte, 4096> untouched{};
  std::array<std::byte, 4096> received{};
  std::array<std::byte, 4096> sent{};
  sent.fill(std::byte{1});
  expect_nothing_from(ring, ends_.first, received);
  os::write_all(ends_.second, sent, sent.size());
  expect_nothing_from(ring, silent.first, received);
  EXPECT_EQ(received, untouched);
  const os::Deadline deadline(second_ns);
  ring.receive_all(ends_.first, received);
  EXPECT_EQ(received, sent);
}

TEST_F(IoRing, TakesASendBackWhenItsTimeIsOver) {
  os::IoRing ring;
  std::vector<std::byte> beyond_any_buffer(std::size_t{8} << 20U);
  {
    const os::Deadline deadline(second_ns / 10);
    EXPECT_THROW(ring.send_all(ends_.first, beyond_any_buffer), TimedOut);
  }
  // What has been sent is in the socket; making room lets nothing follow.
  ssize_t found = 0;
  for (ssize_t count = 1; count > 0; found += count) {
    count = ::recv(ends_.second.get(), beyond_any_buffer.data(), beyond_any_buffer.size(), MSG_DONTWAIT);
  }
  EXPECT_GT(found, 0);
  expect_nothing_from(ring, ends_.second, beyond_any_buffer);
}

TEST_F(IoRing, SaysThatThePeerHasClosedItsEnd) {
  os::IoRing ring;
  std::array<std::byte, 8> bytes{};
  ends_.second.reset();
  EXPECT_THROW(ring.receive_all(ends_.first, bytes), PeerDied);
  EXPECT_THROW(ring.send_all(ends_.first, bytes), PeerDied);
}

}  // namespace
}  // namespace ipcbench
