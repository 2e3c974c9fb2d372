/// An owned memory mapping, private or shared.
#pragma once

#include <cstddef>

#include "ipcbench/fd.hpp"

namespace ipcbench {

/// An mmap()ed range, unmapped once. Page-aligned. Movable.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();

  /// Anonymous memory of this process (copied on fork). Zero pages until touched. Throws SystemError, as all of these.
  static Mapping anonymous(std::size_t bytes);
  /// Anonymous memory that this process shares with those it forks. Zero at first.
  static Mapping shared_with_children(std::size_t bytes);
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

}  // namespace ipcbench
