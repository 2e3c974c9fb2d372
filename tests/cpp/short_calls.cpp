// The program's own definitions of these functions take the place of the C library's.

#include "short_calls.hpp"

#ifdef IPCBENCH_LIBURING_VERSION
#include <dlfcn.h>
#include <liburing.h>
#endif
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ipcbench::test {
namespace {

bool cutting = false;
int calls_cut = 0;

/// 1, 7, 4097… bytes in turn.
std::size_t cut(std::size_t bytes) {
  constexpr std::array<std::size_t, 5> parts{1, 7, 4097, 65537, 13};
  if (!cutting) return bytes;
  const std::size_t part = parts[static_cast<std::size_t>(calls_cut) % parts.size()];
  if (part < bytes) ++calls_cut;
  return std::min(bytes, part);
}

/// Messages are sent whole or not at all.
bool is_stream(int socket) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/// Of a file under /proc/sys Linux gives all that is asked for at once, and nothing to the next call.
bool is_file(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

ShortCalls::ShortCalls() { cutting = true; }
ShortCalls::~ShortCalls() { cutting = false; }
int ShortCalls::count() { return calls_cut; }

}  // namespace ipcbench::test

using ipcbench::test::cut;

extern "C" {

ssize_t read(int fd, void* to, std::size_t bytes) {
  return ::syscall(SYS_read, fd, to, ipcbench::test::is_file(fd) ? bytes : cut(bytes));
}

ssize_t write(int fd, const void* from, std::size_t bytes) { return ::syscall(SYS_write, fd, from, cut(bytes)); }

ssize_t send(int socket, const void* from, std::size_t bytes, int flags) {
  const std::size_t part = ipcbench::test::is_stream(socket) ? cut(bytes) : bytes;
  return ::syscall(SYS_sendto, socket, from, part, flags, nullptr, 0);
}

ssize_t vmsplice(int fd, const iovec* parts, std::size_t count, unsigned flags) {
  const iovec part{parts->iov_base, cut(parts->iov_len)};
  return ::syscall(SYS_vmsplice, fd, &part, count, flags);
}

ssize_t process_vm_readv(pid_t pid, const iovec* local, unsigned long, const iovec* remote, unsigned long,
                         unsigned long flags) noexcept {
  const iovec to{local->iov_base, cut(local->iov_len)};
  return ::syscall(SYS_process_vm_readv, pid, &to, 1, remote, 1, flags);
}

ssize_t process_vm_writev(pid_t pid, const iovec* local, unsigned long, const iovec* remote, unsigned long,
                          unsigned long flags) noexcept {
  const iovec from{local->iov_base, cut(local->iov_len)};
  return ::syscall(SYS_process_vm_writev, pid, &from, 1, remote, 1, flags);
}

#ifdef IPCBENCH_LIBURING_VERSION
/// In place of liburing's, which newer headers declare as noexcept: cuts the one request that is submitted.
int submit_cut(io_uring* ring) __asm__("io_uring_submit");
int submit_cut(io_uring* ring) {
  io_uring_sqe& request = ring->sq.sqes[(ring->sq.sqe_tail - 1) & *ring->sq.kring_mask];
  const bool moves = request.opcode == IORING_OP_SEND || request.opcode == IORING_OP_RECV;
  if (moves) request.len = static_cast<unsigned>(cut(request.len));
  using Submit = int (*)(io_uring*);
  static const auto submit = reinterpret_cast<Submit>(::dlsym(RTLD_NEXT, "io_uring_submit"));
  return submit(ring);
}
#endif
}
