#include "os/mapping.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "ipcbench/errors.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

constexpr int read_and_write = PROT_READ | PROT_WRITE;
constexpr int all_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

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

std::string unique_name() {
  static int counter = 0;
  return "/ipcbench-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

std::string temporary_path(const std::string& suffix) {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  const char* const mend = "TMPDIR=a folder that is there and that you may write to";
  if (error) throw SystemError("find the folder for temporary files", error.value(), mend);
  return folder.string() + unique_name() + suffix;
}

std::string quoted_name(const std::string& path) {
  const auto name = path.substr(path.rfind('/'));
  return "\"" + (path == "/tmp" + name ? path : "$TMPDIR" + name) + "\"";
}

std::string shared_memory_path(const std::string& name) { return "/dev/shm" + name; }

void reserve(const Fd& fd, std::size_t bytes, const std::string& what, const std::string& mend) {
  // In parts: on older kernels a signal undoes the whole of a call.
  constexpr std::size_t part_bytes = std::size_t{16} << 20;
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t part = std::min(part_bytes, bytes - done);
    const int error_number = ::posix_fallocate(fd.get(), static_cast<off_t>(done), static_cast<off_t>(part));
    if (error_number == 0) done += part;
    if (error_number == EINTR) check_wait();
    if (error_number != 0 && error_number != EINTR) {
      throw SystemError("reserve " + std::to_string(bytes) + " bytes of " + what, error_number,
                        error_number == EFBIG ? "raise the limit of file sizes (ulimit -f)" : mend);
    }
  }
}

Fd memory_file(std::size_t bytes) {
  Fd fd(checked(::memfd_create("ipcbench", MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create()",
                "raise the limit of open files (ulimit -n)"));
  reserve(fd, bytes, "a memory file", "free some memory, or a smaller --shape");
  return fd;
}

void seal(const Fd& memory_file) { checked(::fcntl(memory_file.get(), F_ADD_SEALS, all_seals), "fcntl(F_ADD_SEALS)"); }

bool is_sealed(const Fd& memory_file) { return (::fcntl(memory_file.get(), F_GET_SEALS) & all_seals) == all_seals; }

Fd temporary_file(std::size_t bytes) {
  const std::string path = temporary_path(".matrix");
  const NameToUnlink unlinked(path);
  Fd fd(checked(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), "create " + quoted_name(path),
                "TMPDIR=a folder that you may write to"));
  reserve(fd, bytes, quoted_name(path), "TMPDIR=a folder on a disk with more space");
  return fd;
}

std::string file_system_of(const Fd& fd) {
  struct statfs status {};
  checked(::fstatfs(fd.get(), &status), "fstatfs()");
  switch (status.f_type) {
    case TMPFS_MAGIC:
      return "tmpfs";
    case EXT4_SUPER_MAGIC:
      return "ext4";
    case XFS_SUPER_MAGIC:
      return "xfs";
    case BTRFS_SUPER_MAGIC:
      return "btrfs";
    case OVERLAYFS_SUPER_MAGIC:
      return "overlay";
    default:
      return "type " + std::to_string(status.f_type);
  }
}

void reserve_shared_memory(const Fd& fd, std::size_t bytes) {
  reserve(fd, bytes, "shared memory",
          "mount -o remount,size=1G /dev/shm (in Docker: --shm-size=1g), or a smaller --shape");
}

Mapping shared_memory(std::size_t bytes) {
  const std::string name = unique_name();
  const NameToUnlink unlinked(shared_memory_path(name));
  const Fd fd(checked(::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
                      "shm_open(\"" + name + "\")", "mount a tmpfs on /dev/shm that this user may write to"));
  reserve_shared_memory(fd, bytes);
  return Mapping::of_file(fd, bytes);
}

}  // namespace ipcbench::os
