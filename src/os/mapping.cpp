#include "os/mapping.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

void* map(std::size_t bytes, int flags, int fd) {
  void* address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
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

Mapping Mapping::anonymous(std::size_t bytes) { return {map(bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1), bytes}; }

Mapping Mapping::of_file(const Fd& fd, std::size_t bytes) { return {map(bytes, MAP_SHARED, fd.get()), bytes}; }

std::string unique_name() {
  static int counter = 0;
  return "/ipcbench-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

std::string shared_memory_path(const std::string& name) { return "/dev/shm" + name; }

void reserve(const Fd& fd, std::size_t bytes) {
  int error_number = EINTR;
  while (error_number == EINTR) {
    error_number = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes));
    if (error_number == EINTR) check_wait();
  }
  if (error_number != 0) {
    throw SystemError("reserve " + std::to_string(bytes) + " bytes of shared memory", error_number,
                      "mount -o remount,size=1G /dev/shm (in Docker: --shm-size=1g), or a smaller --shape");
  }
}

Mapping shared_memory(std::size_t bytes) {
  const std::string name = unique_name();
  const NameToUnlink unlinked(shared_memory_path(name));
  const Fd fd(checked(::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
                      "shm_open(\"" + name + "\")", "mount a tmpfs on /dev/shm that this user may write to"));
  reserve(fd, bytes);
  return Mapping::of_file(fd, bytes);
}

}  // namespace ipcbench::os
