#include "os/socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "ipcbench/errors.hpp"
#include "os/clock.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

/// The address and port that Linux gave this socket.
sockaddr_in name_of(const Fd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  checked(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname()");
  return address;
}

/// False for a stranger, and for one that has gone again.
bool is_peer(const Fd& fd, const sockaddr_in& expected) {
  sockaddr_in peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(fd.get(), reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  return peer.sin_port == expected.sin_port && peer.sin_addr.s_addr == expected.sin_addr.s_addr;
}

/// One that does not block: what accept() gives does.
Fd tcp_socket() {
  return Fd(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket(AF_INET)"));
}

void no_delay(const Fd& fd) {
  const int on = 1;
  checked(::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt(TCP_NODELAY)");
}

void set_buffer(const Fd& fd, int privileged_option, int option, std::size_t bytes) {
  const auto value = static_cast<int>(bytes);
  if (::setsockopt(fd.get(), SOL_SOCKET, privileged_option, &value, sizeof value) == 0) return;
  checked(::setsockopt(fd.get(), SOL_SOCKET, option, &value, sizeof value), "setsockopt(SO_SNDBUF or SO_RCVBUF)");
}

/// How to let packets through on lo, by what became of one.
const char* loopback_mend(int error_number) {
  const bool is_down = error_number == ENETUNREACH || error_number == EADDRNOTAVAIL || error_number == ENETDOWN;
  return is_down ? "ip link set lo up, and ip addr add 127.0.0.1/8 dev lo if it has no address"
                 : "let lo carry packets: see tc qdisc show dev lo, and the firewall's rules (nft list ruleset)";
}

/// Waits until poll(2) finds these events. Throws SystemError ETIMEDOUT where lo answers nothing, as Linux itself does
/// after minutes.
void wait_for(const Fd& fd, short events, const char* tried) {
  constexpr std::int64_t patience_ns = 2'000'000'000;  // Linux repeats a lost packet after one second
  constexpr int slice_ms = 10;
  const auto give_up = now_ns() + patience_ns;
  for (;;) {
    pollfd waiting{fd.get(), events, 0};
    if (::poll(&waiting, 1, slice_ms) > 0) return;
    check_wait();
    if (now_ns() > give_up) throw SystemError(tried, ETIMEDOUT, loopback_mend(ETIMEDOUT));
  }
}

/// The client must not block; it does from then on.
void connect_to(const Fd& client, const sockaddr_in& address) {
  constexpr auto tried = "connect() to 127.0.0.1";
  int error_number = 0;
  if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) error_number = errno;
  if (error_number == EINPROGRESS || error_number == EINTR) {
    wait_for(client, POLLOUT, tried);
    socklen_t size = sizeof error_number;
    checked(::getsockopt(client.get(), SOL_SOCKET, SO_ERROR, &error_number, &size), "getsockopt(SO_ERROR)");
  }
  if (error_number != 0) throw SystemError(tried, error_number, loopback_mend(error_number));
  checked(::fcntl(client.get(), F_SETFL, O_RDWR), "fcntl(F_SETFL)");
}

/// Accepts until the peer is `client`: anybody on this machine can connect to the port while it listens.
Fd accept_only(const Fd& listener, const Fd& client) {
  constexpr auto tried = "accept() on 127.0.0.1";
  const sockaddr_in expected = name_of(client);
  for (;;) {
    wait_for(listener, POLLIN, tried);
    Fd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // Who was there may have gone again.
    const bool is_gone = accepted.get() < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EAGAIN);
    if (is_gone) {
      check_wait();
      continue;
    }
    checked(accepted.get(), tried);
    if (is_peer(accepted, expected)) return accepted;
  }
}

}  // namespace

SocketPair unix_pair(int type) {
  std::array<int, 2> ends{};
  checked(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), "socketpair(AF_UNIX)");
  return {Fd(ends[0]), Fd(ends[1])};
}

SocketPair tcp_pair(SocketBuffers buffers) {
  const Fd listener = tcp_socket();
  set_buffers(listener, buffers);  // what accept() gives inherits them
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  const auto* address = reinterpret_cast<const sockaddr*>(&loopback);
  checked(::bind(listener.get(), address, sizeof loopback), "bind(127.0.0.1)", loopback_mend(EADDRNOTAVAIL));
  checked(::listen(listener.get(), 1), "listen() on 127.0.0.1");
  loopback = name_of(listener);
  Fd client = tcp_socket();
  set_buffers(client, buffers);
  connect_to(client, loopback);
  Fd server = accept_only(listener, client);
  no_delay(client);
  no_delay(server);
  return {std::move(client), std::move(server)};
}

void set_buffers(const Fd& fd, SocketBuffers buffers) {
  if (buffers.bytes == 0) return;
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, buffers.bytes);
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, buffers.bytes);
}

std::int64_t socket_buffer_bytes(const Fd& fd, int option) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  checked(::getsockopt(fd.get(), SOL_SOCKET, option, &bytes, &size), "getsockopt(SO_SNDBUF or SO_RCVBUF)");
  return bytes;
}

std::int64_t has_no_delay(const Fd& fd) {
  int on = 0;
  socklen_t size = sizeof on;
  checked(::getsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, &size), "getsockopt(TCP_NODELAY)");
  return on != 0 ? 1 : 0;
}

}  // namespace ipcbench::os
