/// Connected pairs of sockets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// Two connected ends; what is written to one is read from the other.
struct SocketPair {
  Fd first;
  Fd second;
};

/// Unix-domain sockets of a type (SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM).
SocketPair unix_pair(int type);

/// How large a socket's buffers are; 0 for what every program gets.
struct SocketBuffers {
  std::size_t bytes = 0;
};

/// TCP over 127.0.0.1, on a port that Linux picks, open to no other peer; TCP_NODELAY on both ends. The buffers
/// are set before the connection, which fixes the window's scale. Throws SystemError where lo answers nothing within
/// two seconds.
SocketPair tcp_pair(SocketBuffers buffers = {});

/// Sets SO_SNDBUF and SO_RCVBUF: beyond wmem_max and rmem_max where this process may (socket(7), SO_SNDBUFFORCE), else
/// as far as Linux lets it: see socket_buffer_bytes(). Does nothing for 0 bytes.
void set_buffers(const Fd& fd, SocketBuffers buffers);

/// SO_SNDBUF or SO_RCVBUF at present, in bytes, as Linux accounts it. Those of TCP grow as it runs, unless they were
/// set (tcp(7): tcp_moderate_rcvbuf).
std::int64_t socket_buffer_bytes(const Fd& fd, int option);

/// Whether a TCP socket sends what it has at once (TCP_NODELAY): 1 or 0.
std::int64_t has_no_delay(const Fd& fd);

/// Hands a descriptor over a Unix-domain socket to the process at its other end (SCM_RIGHTS, unix(7)).
void send_fd(const Fd& socket, const Fd& handed);
Fd receive_fd(const Fd& socket);

}  // namespace ipcbench::os
