/// Owned memory mappings, private and shared.
#pragma once

#include <cstddef>
#include <string>

#include "os/fd.hpp"

namespace ipcbench::os {

/// An mmap()ed range, unmapped once. Page-aligned. Movable.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();

  /// Anonymous memory of this process (copied on fork). Zero pages until touched.
  static Mapping anonymous(std::size_t bytes);
  /// `fd` mapped shared and writable.
  static Mapping of_file(const Fd& fd, std::size_t bytes);
  /// `fd` mapped shared and read-only.
  static Mapping readable_file(const Fd& fd, std::size_t bytes);
  /// `fd` mapped shared and writable, at an address that is a multiple of `alignment`, itself one of the page size.
  static Mapping of_file_aligned(const Fd& fd, std::size_t bytes, std::size_t alignment);
  /// What shmat(2) has attached.
  static Mapping of_attached(void* data, std::size_t bytes) { return {data, bytes}; }

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  Mapping(void* data, std::size_t bytes) : data_(static_cast<std::byte*>(data)), bytes_(bytes) {}
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A name no other process of this pid namespace uses: "/ipcbench-<pid>-<counter>".
std::string unique_name();

/// A new path in the folder for temporary files ($TMPDIR, else /tmp). Throws SystemError if there is no such folder.
std::string temporary_path(const std::string& suffix);

/// Such a path for the text of an error, in quotes: "$TMPDIR/ipcbench-…", since texts stand in results, where no home
/// folder is to be named. What lies in /tmp stays as it is.
std::string quoted_name(const std::string& path);

/// Where a POSIX shared-memory object of that name lies: "/dev/shm/ipcbench-…" (shm_overview(7)).
std::string shared_memory_path(const std::string& name);

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

/// POSIX shared memory of that size, reserved, mapped and already unlinked: shared with children, gone with the last
/// mapping. Throws SystemError when /dev/shm is too small.
Mapping shared_memory(std::size_t bytes);

}  // namespace ipcbench::os
