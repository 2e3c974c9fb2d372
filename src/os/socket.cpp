#include "os/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

using GetName = int (*)(int, sockaddr*, socklen_t*);

sockaddr_in name_of(const Fd& fd, GetName get_name) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  checked(get_name(fd.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname() or getpeername()");
  return address;
}

bool same(const sockaddr_in& a, const sockaddr_in& b) {
  return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
}

Fd tcp_socket() { return Fd(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket(AF_INET)")); }

void no_delay(const Fd& fd) {
  const int on = 1;
  checked(::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt(TCP_NODELAY)");
}

/// Accepts until the peer is `client`: anybody on this machine can connect to the port while it listens.
Fd accept_only(const Fd& listener, const Fd& client) {
  const sockaddr_in expected = name_of(client, ::getsockname);
  for (;;) {
    Fd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (accepted.get() < 0 && (errno == EINTR || errno == ECONNABORTED)) {
      check_wait();
      continue;
    }
    checked(accepted.get(), "accept() on 127.0.0.1");
    if (same(name_of(accepted, ::getpeername), expected)) return accepted;
  }
}

}  // namespace

SocketPair unix_pair(int type) {
  std::array<int, 2> ends{};
  checked(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), "socketpair(AF_UNIX)",
          "raise the limit of open files (ulimit -n)");
  return {Fd(ends[0]), Fd(ends[1])};
}

SocketPair tcp_pair() {
  const Fd listener = tcp_socket();
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  const auto* address = reinterpret_cast<const sockaddr*>(&loopback);
  checked(::bind(listener.get(), address, sizeof loopback), "bind(127.0.0.1)", "ip link set lo up");
  checked(::listen(listener.get(), 1), "listen() on 127.0.0.1");
  loopback = name_of(listener, ::getsockname);
  Fd client = tcp_socket();
  checked(::connect(client.get(), address, sizeof loopback), "connect() to 127.0.0.1", "ip link set lo up");
  Fd server = accept_only(listener, client);
  no_delay(client);
  no_delay(server);
  return {std::move(client), std::move(server)};
}

std::int64_t socket_buffer_bytes(const Fd& fd, int option) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  checked(::getsockopt(fd.get(), SOL_SOCKET, option, &bytes, &size), "getsockopt(SO_SNDBUF or SO_RCVBUF)");
  return bytes;
}

}  // namespace ipcbench::os
