#include "session/control_link.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "ipcbench/errors.hpp"
#include "os/io.hpp"

namespace ipcbench {
namespace {

/// The same message, sent and received.
template <typename Sent>
Sent carried(const Sent& message) {
  const auto ends = os::unix_pair(SOCK_SEQPACKET);
  send_message(ends.first, message);
  return std::get<Sent>(receive_message(ends.second));
}

TEST(ControlLinks, CarryEveryField) {
  EXPECT_TRUE(carried(Ready{true}).overlapped);
  const Answer answer = carried(Answer{-1, 1'000'000'000'000, 0.1});
  EXPECT_EQ(answer.t1_ns, -1);
  EXPECT_EQ(answer.t2_ns, 1'000'000'000'000);
  EXPECT_EQ(answer.value, 0.1);
  const Receipt receipt = carried(Receipt{0xfedcba9876543210, 5, {1, 2, 3, 4}});
  EXPECT_EQ(receipt.digest, 0xfedcba9876543210);
  EXPECT_EQ(receipt.release_ns, 5);
  EXPECT_EQ(receipt.usage.involuntary_switches, 4);
  const Failure failure = carried(Failure{"PeerDied", std::string(2000, 'x')});
  EXPECT_EQ(failure.name, "PeerDied");
  EXPECT_GT(failure.text.size(), 400U) << "cut to what fits";
  carried(Noted{});
  carried(Goodbye{});
  carried(Call{});
}

TEST(ControlLinks, RefuseWhatIsNoMessageOfTheirs) {
  const auto ends = os::unix_pair(SOCK_SEQPACKET);
  const auto receive = [&](std::initializer_list<unsigned char> bytes) {
    os::send_message(ends.first, std::as_bytes(std::span(bytes.begin(), bytes.size())));
    return receive_message(ends.second);
  };
  EXPECT_THROW(receive({2}), Error);
  EXPECT_THROW(receive({2, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}), Error) << "no such kind";
  EXPECT_THROW(receive({2, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 7}), Error) << "a byte too many";
  try {
    receive({1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("version 1"), std::string::npos) << error.what();
  }
}

TEST(ControlLinks, CarrySettingsAsText) {
  const Settings settings{{"rcvbuf_bytes", 6'291'456}, {"zero_copy", std::string("copied by the kernel")}};
  EXPECT_EQ(settings_of(text_of(settings)), settings);
  EXPECT_TRUE(settings_of(text_of({})).empty());
}

}  // namespace
}  // namespace ipcbench
