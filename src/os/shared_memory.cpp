#include "os/shared_memory.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/names.hpp"

namespace ipcbench::os {
namespace {

constexpr int all_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

/// By its number in statfs(2).
std::string file_system_name(long type) {
  switch (type) {
    case TMPFS_MAGIC:
      return "tmpfs";
    case RAMFS_MAGIC:
      return "ramfs";
    case HUGETLBFS_MAGIC:
      return "hugetlbfs";
    case EXT4_SUPER_MAGIC:
      return "ext4";
    case XFS_SUPER_MAGIC:
      return "xfs";
    case BTRFS_SUPER_MAGIC:
      return "btrfs";
    case OVERLAYFS_SUPER_MAGIC:
      return "overlay";
    default:
      return "type " + std::to_string(type);
  }
}

}  // namespace

void reserve(const Fd& fd, std::size_t bytes, const std::string& what, const std::string& mend) {
  // In parts: on an older Linux a signal undoes the whole of a call.
  constexpr std::size_t part_bytes = std::size_t{16} << 20;
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t part = std::min(part_bytes, bytes - done);
    const int error_number = ::posix_fallocate(fd.get(), static_cast<off_t>(done), static_cast<off_t>(part));
    if (error_number == 0) done += part;
    if (error_number == EINTR) check_wait();
    if (error_number != 0 && error_number != EINTR) {
      throw SystemError("reserve " + std::to_string(bytes) + " bytes of " + what, error_number,
                        error_number == EFBIG ? "" : mend);
    }
  }
}

Fd memory_file(std::size_t bytes) {
  Fd fd(checked(::memfd_create("ipcbench", MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create()"));
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
  return file_system_name(status.f_type);
}

std::string shared_memory_file_system() {
  struct statfs status {};
  checked(::statfs("/dev/shm", &status), "statfs(\"/dev/shm\")", "mount a tmpfs on /dev/shm");
  return file_system_name(status.f_type);
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
