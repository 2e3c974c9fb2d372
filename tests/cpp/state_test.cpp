#include <gtest/gtest.h>

#include "facts/cgroup.hpp"
#include "facts/cpu_times.hpp"
#include "facts/facts.hpp"
#include "fake_root.hpp"

namespace ipcbench::facts {
namespace {

using test::FakeRoot;

nlohmann::ordered_json state(const FakeRoot& root) {
  std::vector<Warning> warnings;
  return present_state(root.files(), warnings);
}

TEST(PowerSource, IsBatteryWhileOneDischarges) {
  FakeRoot root;
  EXPECT_EQ(state(root)["power_source"], "no_battery");
  const std::string battery = "/sys/class/power_supply/BAT0/";
  root.write(battery + "type", "Battery").write(battery + "status", "Discharging");
  EXPECT_EQ(state(root)["power_source"], "battery");
  root.write(battery + "status", "Full");
  EXPECT_EQ(state(root)["power_source"], "mains");
}

TEST(PowerSource, IsNotTheBatteryOfAMouse) {
  FakeRoot root;
  const std::string mouse = "/sys/class/power_supply/hidpp_battery_0/";
  root.write(mouse + "type", "Battery").write(mouse + "status", "Discharging").write(mouse + "scope", "Device");
  EXPECT_EQ(state(root)["power_source"], "no_battery");
}

TEST(Temperature, IsThatOfTheHottestSensorOfTheProcessor) {
  FakeRoot root;
  root.write("/sys/class/hwmon/hwmon0/name", "nvme").write("/sys/class/hwmon/hwmon0/temp1_input", "90000");
  EXPECT_TRUE(state(root)["temperature_celsius"].is_null());
  root.write("/sys/class/thermal/thermal_zone3/type", "x86_pkg_temp")
      .write("/sys/class/thermal/thermal_zone3/temp", "41000");
  EXPECT_EQ(state(root)["temperature_celsius"], 41);
  root.write("/sys/class/hwmon/hwmon1/name", "coretemp")
      .write("/sys/class/hwmon/hwmon1/temp1_input", "55000")
      .write("/sys/class/hwmon/hwmon1/temp2_input", "57500");
  EXPECT_EQ(state(root)["temperature_celsius"], 57.5);
}

TEST(ThermalThrottles, CountCoresAndPackages) {
  FakeRoot root;
  EXPECT_TRUE(state(root)["thermal_throttles"].is_null());
  for (const std::string cpu : {"cpu0", "cpu1"}) {
    root.write("/sys/devices/system/cpu/" + cpu + "/thermal_throttle/core_throttle_count", "2")
        .write("/sys/devices/system/cpu/" + cpu + "/thermal_throttle/package_throttle_count", "5");
  }
  EXPECT_EQ(state(root)["thermal_throttles"], 9);
}

TEST(Swap, IsCountedAsUsedAndAsMoved) {
  FakeRoot root;
  root.write("/proc/meminfo", "SwapTotal: 100 kB\nSwapFree: 60 kB").write("/proc/vmstat", "pswpin 3\npswpout 4");
  EXPECT_EQ(state(root)["swap_used_bytes"], 40 * 1024);
  EXPECT_EQ(state(root)["swapped_pages"], 7);
}

TEST(CpuQuota, OfVersion2IsTheTightestUpToTheMount) {
  FakeRoot root;
  root.write("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "0::/a.slice/b.scope")
      .write("/sys/fs/cgroup/a.slice/cpu.max", "150000 100000")
      .write("/sys/fs/cgroup/a.slice/cpu.stat", "usage_usec 5\nnr_throttled 3\nthrottled_usec 42")
      .write("/sys/fs/cgroup/a.slice/b.scope/cpu.max", "max 100000");
  const auto quota = cpu_quota(root.files());
  ASSERT_TRUE(quota);
  EXPECT_EQ(cgroup_version(root.files()), 2);
  EXPECT_DOUBLE_EQ(quota->cpus, 1.5);
  EXPECT_EQ(throttled_ns(root.files(), *quota), 42'000);
}

TEST(CpuQuota, OfVersion1IsFoundWhereAContainerShowsIt) {
  FakeRoot root;
  root.write("/proc/self/mountinfo",
             "40 31 0:30 /docker/77 /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n"
             "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "4:cpu,cpuacct:/docker/77\n0::/docker/77")
      .write("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000")
      .write("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
      .write("/sys/fs/cgroup/cpu/cpu.stat", "nr_periods 9\nnr_throttled 2\nthrottled_time 12345");
  const auto quota = cpu_quota(root.files());
  ASSERT_TRUE(quota);
  EXPECT_EQ(cgroup_version(root.files()), 1);
  EXPECT_DOUBLE_EQ(quota->cpus, 0.5);
  EXPECT_EQ(throttled_ns(root.files(), *quota), 12345);
}

TEST(CpuQuota, IsNoneWhereNothingLimits) {
  FakeRoot root;
  EXPECT_FALSE(cgroup_version(root.files()));
  root.write("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
      .write("/proc/self/cgroup", "0::/")
      .write("/sys/fs/cgroup/cpu.max", "max 100000");
  EXPECT_FALSE(cpu_quota(root.files()));
}

TEST(CpuTimes, AreSummedOverTheCpusAskedFor) {
  FakeRoot root;
  root.write("/proc/stat", "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 2 3 50 0 8 8 4 0 0\ncpu1 10 0 0 50 0 0 0 1 0 0\nintr 5");
  constexpr std::int64_t tick_ns = 10'000'000;
  EXPECT_EQ(cpu_times(root.files(), {0})->busy_ns, 6 * tick_ns);
  EXPECT_EQ(cpu_times(root.files(), {0})->steal_ns, 4 * tick_ns);
  EXPECT_EQ(cpu_times(root.files(), {})->busy_ns, 16 * tick_ns);
  EXPECT_EQ(cpu_times(root.files(), {})->cpus, 2);
  EXPECT_FALSE(cpu_times(root.files(), {7}));
}

TEST(LastCpus, AreReadBehindAnyName) {
  FakeRoot root;
  std::string stat = "12 (a) b) S";
  for (int field = 4; field <= 38; ++field) stat += " 0";
  root.write("/proc/12/stat", stat + " 5 0 0");
  EXPECT_EQ(last_cpu(root.files(), 12), 5);
  EXPECT_FALSE(last_cpu(root.files(), 13));
}

}  // namespace
}  // namespace ipcbench::facts
