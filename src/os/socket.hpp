/// Connected pairs of sockets.
#pragma once

#include <cstdint>

#include "os/fd.hpp"

namespace ipcbench::os {

/// Two connected ends; what is written to one is read from the other.
struct SocketPair {
  Fd first;
  Fd second;
};

/// Unix-domain sockets of a type (SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM).
SocketPair unix_pair(int type);

/// TCP over 127.0.0.1, on a port that the kernel picks, open to no other peer; TCP_NODELAY on both ends.
SocketPair tcp_pair();

/// Effective SO_SNDBUF or SO_RCVBUF, in bytes, as the kernel accounts it.
std::int64_t socket_buffer_bytes(const Fd& fd, int option);

}  // namespace ipcbench::os
