/// Memory that processes share, reserved so that a full file system is an error and no SIGBUS.
#pragma once

#include <cstddef>
#include <string>

#include "ipcbench/mapping.hpp"

namespace ipcbench::os {

/// Reserves all of `bytes` for a file, so that a full file system is an error here and not a SIGBUS later; `what` and
/// `mend` are for its text.
void reserve(const Fd& fd, std::size_t bytes, const std::string& what, const std::string& mend);

/// reserve() for a file in /dev/shm.
void reserve_shared_memory(const Fd& fd, std::size_t bytes);

/// Anonymous shared memory with a descriptor (memfd_create(2)), reserved; it may be sealed.
Fd memory_file(std::size_t bytes);

/// Makes size and contents of a memory_file() final. Throws SystemError while a writable mapping is left.
void seal(const Fd& memory_file);

/// Whether contents and size can change no more.
bool is_sealed(const Fd& memory_file);

/// A file of that size in the folder for temporary files ($TMPDIR, else /tmp), reserved, open and already unlinked.
Fd temporary_file(std::size_t bytes);

/// "tmpfs", "ext4"…, or its number (statfs(2)) where it is an uncommon one.
std::string file_system_of(const Fd& fd);

/// Likewise of /dev/shm, where POSIX shared memory lies: "tmpfs", unless somebody has put it on a disk.
std::string shared_memory_file_system();

/// POSIX shared memory of that size, reserved, mapped and already unlinked: shared with children, gone with the last
/// mapping. Throws SystemError when /dev/shm is too small.
Mapping shared_memory(std::size_t bytes);

}  // namespace ipcbench::os
