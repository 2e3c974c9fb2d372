#include <gtest/gtest.h>

#include <limits>

#include "facts/cgroup.hpp"
#include "facts/facts.hpp"
#include "fake_root.hpp"

namespace ipcbench::facts {
namespace {

using test::FakeRoot;

TEST(MemoryLeft, OfVersion2IsWhatTheTightestGroupLeaves) {
  FakeRoot root;
  root.write("/proc/meminfo", "MemAvailable: 8000000 kB")
      .write("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "0::/a.slice/b.scope")
      .write("/sys/fs/cgroup/a.slice/memory.max", "1000000")
      .write("/sys/fs/cgroup/a.slice/memory.current", "700000")
      .write("/sys/fs/cgroup/a.slice/memory.stat", "anon 5\nfile 9\ninactive_file 150000\nactive_file 3")
      .write("/sys/fs/cgroup/a.slice/b.scope/memory.max", "max")
      .write("/sys/fs/cgroup/a.slice/b.scope/memory.current", "600000");
  EXPECT_EQ(available_memory(root.files()).bytes, 450'000U);
  EXPECT_EQ(available_memory(root.files()).source, "the control group /sys/fs/cgroup/a.slice");
  root.write("/sys/fs/cgroup/a.slice/b.scope/memory.max", "500000");
  EXPECT_EQ(available_memory(root.files()).bytes, 0U);
}

TEST(MemoryLeft, OfVersion1IsFoundInAContainer) {
  FakeRoot root;
  root.write("/proc/meminfo", "MemAvailable: 300 kB")
      .write("/proc/self/mountinfo",
             "39 31 0:29 /docker/77 /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n"
             "40 31 0:30 /docker/77 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
             "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "5:cpu:/docker/77\n4:memory:/docker/77/inner\n0::/docker/77")
      .write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "200000")
      .write("/sys/fs/cgroup/memory/memory.usage_in_bytes", "90000")
      .write("/sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_inactive_file 40000")
      .write("/sys/fs/cgroup/memory/inner/memory.limit_in_bytes", "9223372036854771712")
      .write("/sys/fs/cgroup/memory/inner/memory.usage_in_bytes", "9");
  EXPECT_EQ(available_memory(root.files()).bytes, 150'000U);
}

TEST(MemoryLeft, IsTheMachinesWhereNothingLimits) {
  FakeRoot root;
  EXPECT_EQ(available_memory(root.files()).bytes, std::numeric_limits<std::size_t>::max());
  root.write("/proc/meminfo", "MemAvailable: 300 kB");
  EXPECT_EQ(available_memory(root.files()).bytes, 300U * 1024);
  EXPECT_EQ(available_memory(root.files()).source, "/proc/meminfo");
}

}  // namespace
}  // namespace ipcbench::facts
