#include "os/huge_pages.hpp"

#include <linux/memfd.h>
#include <sys/mman.h>
#include <time.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "ipcbench/errors.hpp"
#include "ipcbench/waiting.hpp"
#include "os/integers.hpp"

namespace ipcbench::os {
namespace {

#ifndef MADV_COLLAPSE
constexpr int MADV_COLLAPSE = 25;  // younger than Debian 12's headers
#endif

std::size_t whole_pages(std::size_t bytes) {
  const std::size_t page = huge_page_bytes();
  return (bytes + page - 1) / page * page;
}

/// The size in memfd_create()'s terms: its logarithm, shifted.
unsigned size_flag() { return static_cast<unsigned>(std::countr_zero(huge_page_bytes())) << MFD_HUGE_SHIFT; }

/// madvise(2): where Linux cannot lock or isolate a page at the moment (EAGAIN, EBUSY), it is worth trying again.
int collapse(const Mapping& mapping) {
  constexpr int most_tries = 100;
  constexpr timespec pause{0, 2'000'000};
  for (int tries = 1;; ++tries) {
    const int result = ::madvise(mapping.data(), mapping.bytes(), MADV_COLLAPSE);
    const bool is_transient = result != 0 && (errno == EAGAIN || errno == EBUSY);
    if (!is_transient || tries == most_tries) return result;
    check_wait();
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace

std::size_t huge_page_bytes() {
  return static_cast<std::size_t>(read_integer("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"));
}

HugePages reserved_huge_pages(std::size_t bytes) {
  const std::size_t whole = whole_pages(bytes);
  const std::string mend = "sudo sysctl vm.nr_hugepages=" + std::to_string(whole / huge_page_bytes() + 1);
  const Fd fd(
      checked(::memfd_create("ipcbench", MFD_CLOEXEC | MFD_HUGETLB | size_flag()), "memfd_create(MFD_HUGETLB)", mend));
  reserve(fd, whole, "huge pages", mend);
  return {Mapping::of_file(fd, whole), file_system_of(fd)};
}

HugePages collapsed_huge_pages(std::size_t bytes) {
  const std::size_t whole = whole_pages(bytes);
  const Fd fd = memory_file(whole);
  Mapping mapping = Mapping::of_file_aligned(fd, whole, huge_page_bytes());
  std::memset(mapping.data(), 0, whole);  // only pages that are there can be put together
  checked(collapse(mapping), "madvise(MADV_COLLAPSE)",
          "Linux 6.1 or newer, or sudo sysctl vm.nr_hugepages=" + std::to_string(whole / huge_page_bytes() + 1));
  return {std::move(mapping), file_system_of(fd)};
}

}  // namespace ipcbench::os
