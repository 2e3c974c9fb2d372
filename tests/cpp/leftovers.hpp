/// What a transport may not leave behind.
#pragma once

#include <string>
#include <vector>

namespace ipcbench::test {

/// Names in /dev/shm and, where it is mounted, the POSIX queues; the SysV tables; this process's open descriptors and
/// its children, dead or alive. Two snapshots that differ name what was left.
std::vector<std::string> leftovers();

}  // namespace ipcbench::test
