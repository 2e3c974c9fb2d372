#include "os/shared_memory.hpp"

#include <gtest/gtest.h>

namespace ipcbench::os {
namespace {

TEST(FileSystems, AreThoseThatLinuxNames) {
  EXPECT_EQ(file_system_of(memory_file(4096)), "tmpfs");
  const std::string shared = shared_memory_file_system();
  EXPECT_FALSE(shared.empty());
  EXPECT_EQ(shared, shared_memory_file_system());
}

}  // namespace
}  // namespace ipcbench::os
