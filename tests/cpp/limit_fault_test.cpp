// Limits that leave a transport no room: it says so, or carries its matrix all the same.

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <iostream>
#include <string_view>

#include "exit_status.hpp"
#include "faults.hpp"
#include "os/process.hpp"
#include "os/watch.hpp"

namespace ipcbench::test {
namespace {

enum Outcome { carried = 0, refused = 42, failed_otherwise = 43, cannot_set_up = 44 };

class LimitFaultsOf : public FaultsOf {
 protected:
  /// In a process of its own, within these limits: one transfer. It may be refused for `expected_reason` alone.
  template <typename SetLimits>
  int outcome(Shape shape, std::string_view expected_reason, SetLimits set_limits) {
    const auto begin = os::now_ns();
    const os::Child limited([&]() -> int {
      os::watch();
      if (!set_limits()) return cannot_set_up;
      try {
        if (const auto why = GetParam().probe(shape)) throw Error(why->reason + " " + why->mend);
        SessionOptions options;
        Session(GetParam().open(shape), shape, options).transfer();
        return carried;
      } catch (const std::exception& error) {
        const bool expected = std::string_view(error.what()).find(expected_reason) != std::string_view::npos;
        if (!expected) std::cout << error.what() << std::endl;
        return expected ? refused : failed_otherwise;
      }
    });
    const int status = exit_status(limited);
    EXPECT_LT(std::chrono::nanoseconds(os::now_ns() - begin), patience);
    return status;
  }

  void expect_that_the_next_row_runs() {
    SessionOptions options;
    Session session(GetParam().open(small), small, options);
    EXPECT_NO_THROW(session.transfer());
  }
};
IPCBENCH_FOR_EVERY_TRANSPORT(LimitFaultsOf);

bool set_limit(__rlimit_resource_t resource, rlim_t value) {
  const rlimit limit{value, value};
  return ::setrlimit(resource, &limit) == 0;
}

TEST_P(LimitFaultsOf, SaysSoWhenDescriptorsAreExhausted) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizers' own checks need descriptors";
#endif
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  constexpr rlim_t standard_streams = 3, enough = 20;
  int last = refused;
  for (rlim_t limit = standard_streams; limit < enough; ++limit) {
    last = outcome(small, "open files", [&] { return set_limit(RLIMIT_NOFILE, limit); });
    EXPECT_TRUE(last == carried || last == refused) << "with " << limit << " descriptors: " << last;
  }
  EXPECT_EQ(last, carried);
  expect_that_the_next_row_runs();
}

TEST_P(LimitFaultsOf, SaysSoWhenThereIsNoQueueMemory) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(small);
  const bool needs_it = GetParam().key.starts_with("posix_mq");
  EXPECT_EQ(outcome(small, "ulimit -q", [] { return set_limit(RLIMIT_MSGQUEUE, 0); }), needs_it ? refused : carried);
  RecordProperty("outcome", needs_it ? "refused" : "carried");
  expect_that_the_next_row_runs();
}

TEST_P(LimitFaultsOf, SaysSoWhenFilesMustBeSmall) {
  // 64 KiB for a matrix of 8 MiB; unheeded, the signal SIGXFSZ would end the run.
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  const int status = outcome(beyond_any_buffer, "ulimit -f", [] { return set_limit(RLIMIT_FSIZE, 65536); });
  EXPECT_TRUE(status == carried || status == refused) << status;
  RecordProperty("outcome", status == refused ? "refused" : "carried");
  expect_that_the_next_row_runs();
}

/// A /dev/shm of its own for this process, of 8 MiB.
bool mount_small_shared_memory() {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", "/dev/shm", "tmpfs", 0, "size=8m") == 0;
}

TEST_P(LimitFaultsOf, SaysSoWhenSharedMemoryIsSmall) {
  const Shape of_the_suite{170, 9111};  // 12.4 MB
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(of_the_suite);
  const int large = outcome(of_the_suite, "/dev/shm", mount_small_shared_memory);
  if (large == cannot_set_up) GTEST_SKIP() << "a mount namespace is refused here";
  EXPECT_TRUE(large == carried || large == refused) << large;
  RecordProperty("outcome", large == refused ? "refused" : "carried");
  EXPECT_EQ(outcome(small, "", mount_small_shared_memory), carried);
  expect_that_the_next_row_runs();
}

}  // namespace
}  // namespace ipcbench::test
