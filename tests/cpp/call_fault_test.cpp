// System calls that are interrupted or do less than they were asked to, and queues that are full.

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "faults.hpp"
#include "short_calls.hpp"

namespace ipcbench::test {
namespace {

class CallFaultsOf : public FaultsOf {
 protected:
  /// Three transfers with these faults; each is verified by the session.
  void expect_three_transfers(Faults faults) {
    SessionOptions options = session_options();
    options.transfers = 3;
    Session session(faulty(GetParam().open(beyond_any_buffer), beyond_any_buffer, std::move(faults)), beyond_any_buffer,
                    options);
    for (int i = 0; i < options.transfers; ++i) EXPECT_NO_THROW(session.transfer());
  }
};
IPCBENCH_FOR_EVERY_TRANSPORT(CallFaultsOf);

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

TEST_P(CallFaultsOf, SurvivesAThousandSignalsASecondOnBothSides) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  const SignalStorm producer_storm;
  const auto storm_and_wait = [] {
    static const SignalStorm consumer_storm;
    ::usleep(20'000);  // meanwhile the producer is stormed at as it blocks
  };
  expect_three_transfers({.before_send = [] { ::usleep(20'000); }, .before_receive = storm_and_wait});
}

TEST_P(CallFaultsOf, CarriesOnAfterShortReadsAndWrites) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  const ShortCalls short_calls;
  expect_three_transfers({});
}

TEST_P(CallFaultsOf, WaitsWhileTheQueueIsFull) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(beyond_any_buffer);
  expect_three_transfers({.before_receive = [] { ::usleep(50'000); }});
}

TEST(ShortCallsThemselves, CutWhatTheyAreGiven) {
  for (const auto key : {"pipe", "io_uring"}) {
    const Transport& transport = *find_transport(key);
    if (transport.probe(beyond_any_buffer)) continue;  // io_uring may be refused
    const int before = ShortCalls::count();
    const ShortCalls short_calls;
    SessionOptions options;
    options.transfers = 1;
    Session session(transport.open(beyond_any_buffer), beyond_any_buffer, options);
    EXPECT_NO_THROW(session.transfer());
    EXPECT_GT(ShortCalls::count(), before + 100) << key;
  }
}

}  // namespace
}  // namespace ipcbench::test
