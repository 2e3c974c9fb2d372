#include "os/process_memory.hpp"

#include <sys/prctl.h>
#include <sys/uio.h>

#include <cerrno>
#include <string>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

constexpr auto mend =
    "sudo sysctl kernel.yama.ptrace_scope=0 (in Docker: --cap-add=SYS_PTRACE, or a newer seccomp profile)";

/// Moves all bytes, however many calls it takes; `call` moves the part from an offset on.
template <typename Call>
void move_all(std::size_t bytes, const char* tried, Call call) {
  for (std::size_t done = 0; done < bytes;) {
    check_wait();
    const ssize_t moved = call(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved < 0 && errno == ESRCH) {
      throw_peer_closed("its memory");
    } else if (moved == 0 || errno != EINTR) {
      const int why = moved == 0 ? EFAULT : errno;
      if (why == EFAULT) let_peer_end();  // it has given up its memory by then
      throw SystemError(tried, why, mend);
    }
  }
}

iovec remote_part(const RemoteMemory& memory, std::size_t offset, std::size_t bytes) {
  return {reinterpret_cast<void*>(memory.address + offset), bytes - offset};
}

}  // namespace

void read_memory(std::span<std::byte> to, const RemoteMemory& from) {
  move_all(to.size(), "process_vm_readv()", [&](std::size_t done) {
    const iovec local{to.data() + done, to.size() - done};
    const iovec remote = remote_part(from, done, to.size());
    return ::process_vm_readv(from.pid, &local, 1, &remote, 1, 0);
  });
}

void write_memory(const RemoteMemory& to, std::span<const std::byte> from) {
  move_all(from.size(), "process_vm_writev()", [&](std::size_t done) {
    const iovec local{const_cast<std::byte*>(from.data()) + done, from.size() - done};
    const iovec remote = remote_part(to, done, from.size());
    return ::process_vm_writev(to.pid, &local, 1, &remote, 1, 0);
  });
}

void allow_memory_access(int pid) { ::prctl(PR_SET_PTRACER, static_cast<unsigned long>(pid), 0, 0, 0); }

}  // namespace ipcbench::os
