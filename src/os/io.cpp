#include "os/io.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "ipcbench/errors.hpp"

namespace ipcbench::os {

void write_all(const Fd& fd, std::span<const std::byte> bytes, std::size_t write_bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), write_bytes));
    bytes = bytes.subspan(retried([&] { return ::write(fd.get(), piece.data(), piece.size()); }, "write()"));
  }
}

void read_all(const Fd& fd, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = retried([&] { return ::read(fd.get(), bytes.data(), bytes.size()); }, "read()");
    if (count == 0) throw_peer_closed("its end in the middle of a matrix");
    bytes = bytes.subspan(count);
  }
}

void send_message(const Fd& fd, std::span<const std::byte> message) {
  retried([&] { return ::send(fd.get(), message.data(), message.size(), MSG_NOSIGNAL); }, "send()");
}

std::size_t receive_message(const Fd& fd, std::span<std::byte> buffer) {
  const auto count = retried([&] { return ::recv(fd.get(), buffer.data(), buffer.size(), 0); }, "recv()");
  if (count == 0) throw_peer_closed("the control link");
  return count;
}

void give_turn(const Fd& fd) {
  constexpr std::byte word{};
  send_message(fd, {&word, 1});
}

void await_turn(const Fd& fd) {
  std::byte word{};
  receive_message(fd, {&word, 1});
}

std::size_t first_readable(std::span<const int> descriptors) {
  constexpr int for_ever = -1;
  std::vector<pollfd> polled(descriptors.size());
  std::ranges::transform(descriptors, polled.begin(), [](int fd) { return pollfd{fd, POLLIN, 0}; });
  retried([&] { return ::poll(polled.data(), polled.size(), for_ever); }, "poll()");
  const auto found = std::ranges::find_if(polled, [](const pollfd& each) { return each.revents != 0; });
  return static_cast<std::size_t>(found - polled.begin());
}

std::size_t poll_message(const Fd& fd, std::span<std::byte> buffer) {
  const ssize_t count = ::recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace ipcbench::os
