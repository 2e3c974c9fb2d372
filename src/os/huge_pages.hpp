/// Shared memory in huge pages: fewer page faults, and fewer misses of the TLB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "os/shared_memory.hpp"

namespace ipcbench::os {

/// Shared memory in huge pages, and the file system that Linux keeps it in.
struct HugePages {
  Mapping memory;
  std::string file_system;
};

/// The size of the huge pages that are used here, which one entry of a page middle directory maps: usually 2 MiB.
/// Throws SystemError if it has none.
std::size_t huge_page_bytes();

/// From the pages that the administrator has set aside (hugetlb, vm.nr_hugepages). Throws SystemError if they are too
/// few.
HugePages reserved_huge_pages(std::size_t bytes);

/// Ordinary shared memory that Linux has put together into huge pages (MADV_COLLAPSE, since Linux 6.1). Throws
/// SystemError where it cannot.
HugePages collapsed_huge_pages(std::size_t bytes);

}  // namespace ipcbench::os
