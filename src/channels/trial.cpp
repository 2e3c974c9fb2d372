#include "channels/trial.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "os/io.hpp"
#include "os/process.hpp"
#include "os/socket.hpp"
#include "os/watch.hpp"

namespace ipcbench::channels {
namespace {

constexpr std::int64_t patience_ns = 4'000'000'000;
using Report = std::array<char, 512>;  // what went wrong; empty if nothing did

Report receive_one(Channel& channel, int producer_pid) {
  Report report{};
  try {
    os::watch_as_consumer(producer_pid);
    channel.keep_receiver()->receive();
  } catch (const std::exception& error) {
    std::string_view(error.what()).copy(report.data(), report.size() - 1);
  }
  return report;
}

}  // namespace

void carry_one(Channel& channel) {
  os::watch_as_producer();
  auto [mine, childs] = os::unix_pair(SOCK_SEQPACKET);
  const os::Fd& childs_end = childs;
  const os::Child child([&channel, &childs_end, producer_pid = ::getpid()] {
    os::send_object(childs_end, receive_one(channel, producer_pid));
    os::await_word(childs_end);  // until it is ended: a child that has left looks like one that failed
    return 0;
  });
  const os::ChildWatch watch(child.pid());
  const os::Deadline deadline(patience_ns);
  const auto sender = channel.keep_sender();
  sender->loan();
  sender->send();
  const auto report = os::receive_object<Report>(mine);
  if (report.front() != '\0') throw Error(report.data());
}

}  // namespace ipcbench::channels
