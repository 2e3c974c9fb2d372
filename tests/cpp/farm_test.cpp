// A stream of matrices to several workers, over every transport.

#include "pool/farm.hpp"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "every_transport.hpp"
#include "faulty_channel.hpp"
#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/cpus.hpp"

namespace ipcbench::test {
namespace {

using namespace std::chrono_literals;

constexpr Shape small{64, 129};
constexpr std::int64_t short_deadline_ns = 500'000'000;

class FarmOf : public EveryTransport {
 protected:
  bool can_farm() const { return can_carry(small) && GetParam().open(small)->consumer() == Consumer::waiting; }

  FarmOptions options(std::size_t workers, std::size_t window) const {
    // Where there are fewer CPUs than processes, whoever spins has to yield: the crew finds that itself.
    return {.crew = {.workers = workers, .kernel = find_kernel("fma_4"), .waiting = GetParam().waiting},
            .window = window,
            .seed = 4711};
  }

  Farm farm(std::size_t workers, std::size_t window, const Faults& faults = {}) const {
    return Farm([&](std::size_t) { return faulty(GetParam().open(small), small, faults); }, small,
                options(workers, window));
  }
};
IPCBENCH_FOR_EVERY_TRANSPORT(FarmOf);

#define IPCBENCH_SKIP_UNLESS_IT_CAN_FARM() \
  if (!can_farm()) GTEST_SKIP() << GetParam().key << " has no workers that stay, or cannot run here"

TEST_P(FarmOf, ComputesWhatThisProcessComputes) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  for (const std::size_t workers : {1, 2, 3}) {
    for (std::size_t window = 1; window <= workers; ++window) {
      Farm farm = this->farm(workers, window);
      for (int batch = 0; batch < 2; ++batch) {
        const Farmed farmed = farm.measure();
        EXPECT_GT(farmed.here, 0);
        EXPECT_GT(farmed.prepare, 0);
        EXPECT_GT(farmed.prepare + farmed.send + farmed.wait, 0);
        EXPECT_GT(farmed.workers_cpu, 0);
      }
      farm.check_digests();
    }
  }
}

TEST_P(FarmOf, CatchesAMatrixThatIsAnother) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  const auto zero = [](std::span<double> entries) { entries.front() = entries.front() == 0 ? 1 : 0; };
  Farm farm = this->farm(2, 2, {.received = zero});
  EXPECT_THROW(farm.measure(), CorruptMatrix);
}

TEST_P(FarmOf, CatchesAFlippedBitThatChangesNoValue) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  const auto flip = [](std::span<double> entries) {
    auto* byte = reinterpret_cast<unsigned char*>(&entries[entries.size() / 2]);
    *byte = static_cast<unsigned char>(*byte ^ 1);
  };
  Farm farm = this->farm(2, 2, {.received = flip});
  EXPECT_THROW(farm.check_digests(), CorruptMatrix);
}

/// The error of the farm's next batch, and how long it took.
std::pair<std::string, std::chrono::nanoseconds> error_of(Farm& farm) {
  const auto begin = os::now_ns();
  std::string text = "no error";
  try {
    farm.measure();
  } catch (const Error& error) {
    text = std::string(error.name()) + ": " + error.what();
  }
  return {text, std::chrono::nanoseconds(os::now_ns() - begin)};
}

/// A fault of the third matrix that a process receives.
std::function<void()> at_the_third(std::function<void()> what) {
  return [what = std::move(what), received = 0]() mutable {
    if (++received == 3) what();
  };
}

TEST_P(FarmOf, EndsSoonWhenAWorkerIsKilledInMidTask) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  Farm farm = this->farm(2, 2, {.before_receive = at_the_third([] { ::raise(SIGKILL); })});
  const auto [text, took] = error_of(farm);
  EXPECT_NE(text.find("PeerDied: a worker (pid "), std::string::npos) << text;
  EXPECT_NE(text.find("was killed by signal 9 (SIGKILL)"), std::string::npos) << text;
  EXPECT_LT(took, 5s);
}

TEST_P(FarmOf, SaysWhatAWorkerThatGaveUpHadToSay) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  Farm farm = this->farm(2, 2, {.before_receive = at_the_third([] { throw Error("the sky has fallen"); })});
  const auto [text, took] = error_of(farm);
  EXPECT_NE(text.find("a worker gave up: the sky has fallen"), std::string::npos) << text;
  EXPECT_LT(took, 5s);
}

TEST_P(FarmOf, EndsAtTheDeadlineWhenAWorkerIsStopped) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_FARM();
  FarmOptions impatient = options(2, 2);
  impatient.crew.deadline_ns = short_deadline_ns;
  const Faults faults{.before_receive = at_the_third([] { ::raise(SIGSTOP); })};
  Farm farm([&](std::size_t) { return faulty(GetParam().open(small), small, faults); }, small, impatient);
  const auto [text, took] = error_of(farm);
  EXPECT_NE(text.find("TimedOut: no answer from a worker (pid "), std::string::npos) << text;
  EXPECT_NE(text.find("it is stopped"), std::string::npos) << text;
  EXPECT_LT(took, 5s);
}

TEST(Farms, RunOnOneCpu) {
  const std::vector<int> cpus = os::worker_cpus(*os::find_cpus(os::Placement::same_core));
  const os::Pinned here(cpus.front());
  const FarmOptions options{.crew = {.workers = 3,
                                     .kernel = find_kernel("fma_4"),
                                     .producer_cpu = cpus.front(),
                                     .worker_cpus = {cpus.front()}},
                            .window = 3};
  Farm farm([](std::size_t) { return find_transport("pipe")->open(small); }, small, options);
  EXPECT_GT(farm.measure().here, 0);
  farm.check_digests();
  const std::string cpu = std::to_string(cpus.front());
  EXPECT_EQ(std::get<std::string>(farm.settings().at("worker_cpus")), cpu + "," + cpu + "," + cpu);
}

TEST(Farms, SayHowManyMatricesABatchTakes) {
  EXPECT_EQ(Farm::matrices(3, 3), 17U);  // 6 here; 3 before the clock starts, 6, and 2 after it has stopped
}

TEST(WorkerCpus, BeginWithTheConsumersAndEndWithTheProducers) {
  const auto pair = os::find_cpus(os::Placement::same_llc);
  if (!pair) GTEST_SKIP() << "no two cores share a cache here";
  const std::vector<int> cpus = os::worker_cpus(*pair);
  EXPECT_EQ(std::ssize(cpus), os::allowed_cpus());
  EXPECT_EQ(cpus.front(), *pair->consumer);
  EXPECT_EQ(cpus.back(), *pair->producer);
  EXPECT_TRUE(os::worker_cpus({}).empty());
}

}  // namespace
}  // namespace ipcbench::test
