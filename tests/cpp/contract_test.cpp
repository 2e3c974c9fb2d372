// What every transport promises: the right bytes, in order, at every awkward size.

#include <unistd.h>

#include <cstring>
#include <set>

#include "every_transport.hpp"
#include "exit_status.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/watch.hpp"
#include "session/random_matrix.hpp"
#include "session/session.hpp"

namespace ipcbench::test {
namespace {

class Contract : public EveryTransport {};
IPCBENCH_FOR_EVERY_TRANSPORT(Contract);

constexpr std::uint64_t first_seed = 4711;
constexpr int matrices = 3;

/// The consumer's side: 0 if `count` matrices come in order from this seed on, each equal to the byte.
int receive_and_compare(Channel& channel, Shape shape, int producer_pid, std::uint64_t seed, std::uint64_t count) {
  os::watch_as_consumer(producer_pid);
  const auto receiver = channel.keep_receiver();
  const PrivateMatrix expected(shape);
  for (std::uint64_t i = 0; i < count; ++i) {
    const ConstMatrixView received = receiver->receive();
    fill_random(expected.view(), seed + i);
    const bool aligned = reinterpret_cast<std::uintptr_t>(received.data) % matrix_alignment == 0;
    if (!aligned || received.shape != shape) return 2;
    if (std::memcmp(received.data, expected.view().data, shape.bytes()) != 0) return 3;
    receiver->release();
  }
  return 0;
}

void write_next(Sender& sender, Shape shape, std::uint64_t seed) {
  const MatrixView matrix = sender.loan();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(matrix.data) % matrix_alignment, 0u);
  EXPECT_EQ(matrix.shape, shape);
  fill_random(matrix, seed);
  sender.send();
}

/// Three matrices to one consumer that waits for them, without waiting in between, as a stream.
bool arrive_at_one_consumer(Channel& channel, Shape shape) {
  const os::Child consumer([&, producer_pid = ::getpid()] {
    return receive_and_compare(channel, shape, producer_pid, first_seed, matrices);
  });
  const os::ChildWatch watch(consumer.pid());
  const auto sender = channel.keep_sender();
  for (std::uint64_t i = 0; i < matrices; ++i) write_next(*sender, shape, first_seed + i);
  return exit_status(consumer) == 0;
}

/// Three matrices, each to a consumer forked after it was sent.
bool arrive_at_fresh_consumers(Channel& channel, Shape shape) {
  const auto sender = channel.keep_sender();
  for (std::uint64_t seed = first_seed; seed < first_seed + matrices; ++seed) {
    write_next(*sender, shape, seed);
    const os::Child consumer(
        [&, producer_pid = ::getpid()] { return receive_and_compare(channel, shape, producer_pid, seed, 1); });
    if (exit_status(consumer) != 0) return false;
  }
  return true;
}

bool arrives(std::unique_ptr<Channel> channel, Shape shape) {
  os::watch();
  const os::Deadline deadline(default_deadline(shape).count());
  return channel->consumer() == Consumer::waiting ? arrive_at_one_consumer(*channel, shape)
                                                  : arrive_at_fresh_consumers(*channel, shape);
}

/// One entry under, at and over every buffer size that the settings name.
std::set<Shape> shapes_at_the_edges(const Settings& settings) {
  std::set<Shape> shapes{{1, 1}, {7, 13}, {1, 1023}};
  for (const auto& [key, value] : settings) {
    if (!key.ends_with("_bytes")) continue;
    const auto entries = static_cast<std::size_t>(std::get<std::int64_t>(value)) / sizeof(double);
    for (const std::size_t size : {entries - 1, entries, entries + 1}) {
      if (size > 0) shapes.insert({1, size});
    }
  }
  return shapes;
}

TEST_P(Contract, DeliversEveryByteOfThreeMatricesInOrderAtEveryEdge) {
  const Transport& transport = GetParam();
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY((Shape{7, 13}));
  for (const Shape shape : shapes_at_the_edges(transport.open({7, 13})->settings())) {
    EXPECT_TRUE(arrives(transport.open(shape), shape)) << to_string(shape);
  }
}

TEST_P(Contract, DeliversAMatrixOfTheSuite) {
  const Shape shape{170, 9111};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  EXPECT_TRUE(arrives(GetParam().open(shape), shape));
}

TEST_P(Contract, DeliversWithEveryTuningThatThisMachineAllows) {
  const Transport& transport = GetParam();
  const Shape shape{64, 4099};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  if (transport.tunings == nullptr) GTEST_SKIP() << transport.key << " has nothing to tune";
  int allowed = 0;
  for (const Tuning& tuning : transport.tunings(shape)) {
    std::unique_ptr<Channel> channel;
    try {
      channel = transport.open_tuned(shape, tuning);
    } catch (const SystemError&) {
      continue;
    }
    ++allowed;
    EXPECT_TRUE(arrives(std::move(channel), shape)) << tuning.buffer_bytes << " " << tuning.piece_bytes;
  }
  EXPECT_GT(allowed, 0);
}

TEST_P(Contract, StreamsIfItSaysSo) {
  const Shape shape{7, 13};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  const auto channel = GetParam().open(shape);
  const auto receiver_streams = [&] {
    const auto receiver = channel->keep_receiver();
    return dynamic_cast<StreamReceiver*>(receiver.get()) != nullptr ? 1 : 0;
  };
  EXPECT_EQ(exit_status(os::Child(receiver_streams)), GetParam().overlapped ? 1 : 0);
}

TEST_P(Contract, GivesSettingsInBytesAsPositiveIntegers) {
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY((Shape{7, 13}));
  for (const auto& [key, value] : GetParam().open({7, 13})->settings()) {
    if (!key.ends_with("_bytes")) continue;
    ASSERT_TRUE(std::holds_alternative<std::int64_t>(value)) << key;
    EXPECT_GT(std::get<std::int64_t>(value), 0) << key;
  }
}

TEST_P(Contract, StampsEveryPhaseInASession) {
  const Shape shape{64, 129};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  constexpr int transfers = 3;
  Session session(GetParam().open(shape), shape, {.transfers = transfers, .waiting = GetParam().waiting});
  for (int i = 0; i < transfers; ++i) {
    const Transferred sample = session.transfer();
    for (const Nanoseconds phase : {sample.sent, sample.reply, sample.release}) EXPECT_GE(phase, 0);
    EXPECT_GT(sample.prepare, 0);
    EXPECT_GT(sample.transfer, 0);
    EXPECT_GT(sample.compute, 0);
    EXPECT_GT(sample.total(), sample.transfer);
    EXPECT_GT(sample.usage.producer.cpu_ns + sample.usage.consumer.cpu_ns, 0);
    EXPECT_LE(sample.usage.consumer.cpu_ns, sample.total());
  }
  EXPECT_THROW(session.transfer(), Error);
}

TEST_P(Contract, StampsAMatrixOfOneEntryInOrder) {
  // The shortest interval: a transfer that ended before it began would be negative.
  const Shape shape{1, 1};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  constexpr int transfers = 50;
  Session session(GetParam().open(shape), shape, {.transfers = transfers, .waiting = GetParam().waiting});
  for (int i = 0; i < transfers; ++i) {
    const Transferred sample = session.transfer();
    EXPECT_GT(sample.transfer, 0);
    EXPECT_GT(sample.reply, 0);
  }
}

TEST_P(Contract, DeliversAMatrixThatHasBeenEvictedFromTheCaches) {
  const Shape shape{64, 129};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  Session session(GetParam().open(shape), shape,
                  {.transfers = 3, .waiting = GetParam().waiting, .residency = Residency::memory});
  for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(session.transfer());  // each is verified
}

TEST_P(Contract, RunsWithBothSidesOnOneCpu) {
  const Shape shape{64, 129};
  IPCBENCH_SKIP_UNLESS_IT_CAN_CARRY(shape);
  const os::Child one_cpu([&] {
    SessionOptions options{.waiting = GetParam().waiting};
    const auto cpus = os::find_cpus(os::Placement::same_core);
    options.cpus = {cpus->producer, cpus->producer};
    Session session(GetParam().open(shape), shape, options);
    for (int i = 0; i < options.transfers; ++i) session.transfer();
    return 0;
  });
  EXPECT_EQ(exit_status(one_cpu), 0);
}

}  // namespace
}  // namespace ipcbench::test
