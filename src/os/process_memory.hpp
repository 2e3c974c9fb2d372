/// Copies between the memories of two processes, by Linux (process_vm_readv(2)).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ipcbench::os {

/// An address range of another process.
struct RemoteMemory {
  int pid = 0;
  std::uintptr_t address = 0;
};

/// Fills `to` with what lies at `from`. Throws PeerDied if that process is gone, SystemError where it is not allowed
/// (ptrace(2), Yama; a container's seccomp profile).
void read_memory(std::span<std::byte> to, const RemoteMemory& from);

/// Writes `from` to `to`. Throws like read_memory().
void write_memory(const RemoteMemory& to, std::span<const std::byte> from);

/// Lets `pid` and all that descend from it read and write this process's memory where Yama's ptrace_scope would not
/// (PR_SET_PTRACER); without Yama it needs no leave, and nothing happens. A process gives one leave at a time: a later
/// one takes the place of it.
void allow_memory_access(int pid);

}  // namespace ipcbench::os
