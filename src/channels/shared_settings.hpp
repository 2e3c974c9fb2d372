/// What channels over memory that is shared say of it.
#pragma once

#include "ipcbench/transport.hpp"
#include "os/shared_memory.hpp"

namespace ipcbench::channels {

/// `settings`, and the file system of a channel's memory in /dev/shm.
inline Settings in_dev_shm(Settings settings = {}) {
  settings["file_system"] = os::shared_memory_file_system();
  return settings;
}

/// The file system of memory files (memfd_create(2)), which Linux keeps by itself.
inline Settings in_memory_files(const Fd& memory_file) { return {{"file_system", os::file_system_of(memory_file)}}; }

}  // namespace ipcbench::channels
