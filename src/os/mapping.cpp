#include "ipcbench/mapping.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include "ipcbench/errors.hpp"

namespace ipcbench {
namespace {

constexpr int read_and_write = PROT_READ | PROT_WRITE;

void* map(std::size_t bytes, int protection, int flags, int fd) {
  void* address = ::mmap(nullptr, bytes, protection, flags, fd, 0);
  if (address == MAP_FAILED) {
    throw SystemError("mmap(" + std::to_string(bytes) + " bytes)", errno, "a smaller --shape, or free some memory");
  }
  return address;
}

}  // namespace

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Mapping::~Mapping() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

Mapping Mapping::anonymous(std::size_t bytes) {
  return {map(bytes, read_and_write, MAP_PRIVATE | MAP_ANONYMOUS, -1), bytes};
}

Mapping Mapping::shared_with_children(std::size_t bytes) {
  return {map(bytes, read_and_write, MAP_SHARED | MAP_ANONYMOUS, -1), bytes};
}

Mapping Mapping::of_file(const Fd& fd, std::size_t bytes) {
  return {map(bytes, read_and_write, MAP_SHARED, fd.get()), bytes};
}

Mapping Mapping::readable_file(const Fd& fd, std::size_t bytes) {
  return {map(bytes, PROT_READ, MAP_SHARED, fd.get()), bytes};
}

Mapping Mapping::of_file_aligned(const Fd& fd, std::size_t bytes, std::size_t alignment) {
  const std::size_t room = bytes + alignment;
  auto* const begin = static_cast<std::byte*>(map(room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
  const std::size_t before = alignment - reinterpret_cast<std::uintptr_t>(begin) % alignment;
  std::byte* const aligned = begin + before;
  ::munmap(begin, before);
  if (room > before + bytes) ::munmap(aligned + bytes, room - before - bytes);
  Mapping mapping(aligned, bytes);
  if (::mmap(aligned, bytes, read_and_write, MAP_SHARED | MAP_FIXED, fd.get(), 0) == MAP_FAILED) {
    throw SystemError("mmap(" + std::to_string(bytes) + " bytes, aligned)", errno);
  }
  return mapping;
}

}  // namespace ipcbench
