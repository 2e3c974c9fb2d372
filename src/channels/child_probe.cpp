#include "channels/child_probe.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <span>
#include <string>
#include <utility>

#include "os/io.hpp"
#include "os/process.hpp"
#include "os/socket.hpp"
#include "os/watch.hpp"

namespace ipcbench::channels {
namespace {

constexpr std::int64_t patience_ns = 4'000'000'000;

/// What went wrong; empty if nothing did.
std::string receive_one(Channel& channel, int producer_pid) {
  try {
    os::watch_as_consumer(producer_pid);
    channel.keep_receiver()->receive();
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

// A report begins with a byte of its own, since a message of none looks like the end.
void send_report(const Fd& link, const std::string& text) {
  constexpr std::size_t most = 512;
  const std::string report = std::string("!").append(text, 0, most);
  os::send_message(link, std::as_bytes(std::span(report)));
}

std::string receive_report(const Fd& link) {
  std::array<char, 1024> report{};
  const std::size_t size = os::receive_message(link, std::as_writable_bytes(std::span(report)));
  return {report.data() + 1, size - 1};
}

/// Carries one matrix to a forked child and ends it. Throws what either side throws.
void carry_one(Channel& channel) {
  os::watch();
  auto [mine, childs] = os::unix_pair(SOCK_SEQPACKET);
  const Fd& childs_end = childs;
  const os::Child child([&channel, &childs_end, producer_pid = ::getpid()] {
    send_report(childs_end, receive_one(channel, producer_pid));
    os::await_turn(childs_end);  // until it is ended: a child that has left looks like one that failed
    return 0;
  });
  const os::ChildWatch watch(child.pid());
  const os::Deadline deadline(patience_ns);
  const auto sender = channel.keep_sender();
  sender->loan();
  sender->send();
  if (const std::string report = receive_report(mine); !report.empty()) throw Error(report);
}

}  // namespace

Probe probe_with_a_child(Open open) {
  return probe_by_opening([open = std::move(open)](Shape shape) {
    open(shape);
    auto tried = open(probe_shape);
    carry_one(*tried);
    return tried;
  });
}

}  // namespace ipcbench::channels
