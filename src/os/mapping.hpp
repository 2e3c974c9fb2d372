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

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  Mapping(void* data, std::size_t bytes) : data_(static_cast<std::byte*>(data)), bytes_(bytes) {}
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A name no other process of this pid namespace uses: "/ipcbench-<pid>-<counter>".
std::string unique_name();

/// Where a POSIX shared-memory object of that name lies: "/dev/shm/ipcbench-…" (shm_overview(7)).
std::string shared_memory_path(const std::string& name);

/// Reserves all of `bytes` for the file, so that a full file system is an error here and not a SIGBUS later.
void reserve(const Fd& fd, std::size_t bytes);

/// POSIX shared memory of that size, reserved, mapped and already unlinked: shared with children, gone with the last
/// mapping. Throws SystemError when /dev/shm is too small.
Mapping shared_memory(std::size_t bytes);

}  // namespace ipcbench::os
