#include "facts/facts.hpp"

#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include "fake_root.hpp"

namespace ipcbench::facts {
namespace {

using nlohmann::ordered_json;
using test::FakeRoot;

const std::string policies = "/sys/devices/system/cpu/cpufreq/";

ordered_json added(void (*add)(const Files&, ordered_json&, std::vector<Warning>&), const FakeRoot& root) {
  ordered_json object;
  std::vector<Warning> warnings;
  add(root.files(), object, warnings);
  return object;
}

TEST(ProcessorFacts, AreThoseOfTheFirstProcessor) {
  FakeRoot root;
  root.write("/proc/cpuinfo",
             "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Some Xeon\n"
             "stepping\t: 7\nmicrocode\t: 0x5003604\n\nprocessor\t: 1\nmodel name\t: Another");
  EXPECT_EQ(added(add_processor, root), ordered_json({{"cpu_model", "Some Xeon"},
                                                      {"cpu_vendor", "GenuineIntel"},
                                                      {"cpu_family", 6},
                                                      {"cpu_model_number", 85},
                                                      {"cpu_stepping", 7}}));
  EXPECT_EQ(added(add_linux, root)["microcode"], "0x5003604");
}

TEST(ProcessorFacts, HaveOtherNamesOnArm) {
  FakeRoot root;
  root.write("/proc/cpuinfo",
             "processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\nCPU revision\t: 1");
  const auto machine = added(add_processor, root);
  EXPECT_EQ(machine["cpu_vendor"], "0x41");
  EXPECT_EQ(machine["cpu_model_number"], 0xd0c);
  EXPECT_EQ(machine["cpu_stepping"], 1);
}

TEST(UnknownFacts, AreNullWithOneNoteForOneReason) {
  const FakeRoot empty;
  ordered_json environment;
  std::vector<Warning> warnings;
  add_frequency(empty.files(), environment, warnings);
  for (const auto& [key, value] : environment.items()) EXPECT_TRUE(value.is_null()) << key;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].code, "unknown_fact");
  EXPECT_EQ(warnings[0].rank, "note");
  EXPECT_TRUE(warnings[0].text.starts_with("governor, frequency_driver, energy_preference and turbo are unknown: "));
}

TEST(UnknownFacts, AreNamedInANoteWhereverTheRootIsEmpty) {
  const FakeRoot empty;
  std::vector<Warning> warnings;
  const auto environment = environment_of(empty.files(), warnings);
  std::string notes;
  for (const Warning& warning : warnings) notes += warning.text + "\n";
  for (const auto& [key, value] : environment.items()) {
    if (!value.is_null() || key == "load_after" || key == "after") continue;
    EXPECT_NE(notes.find(key), std::string::npos) << key;
  }
}

TEST(FrequencyFacts, NameEveryGovernorThatIsInUse) {
  FakeRoot root;
  root.write(policies + "policy0/scaling_governor", "powersave")
      .write(policies + "policy1/scaling_governor", "performance")
      .write(policies + "policy0/scaling_driver", "intel_pstate");
  const auto environment = added(add_frequency, root);
  EXPECT_EQ(environment["governor"], "performance, powersave");
  EXPECT_EQ(environment["frequency_driver"], "intel_pstate");
  EXPECT_EQ(environment["energy_preference"], "none");
}

TEST(FrequencyFacts, ReadTurboAsEachDriverSaysIt) {
  FakeRoot intel;
  intel.write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
  EXPECT_EQ(added(add_frequency, intel)["turbo"], "off");
  FakeRoot other;
  other.write(policies + "boost", "1");
  EXPECT_EQ(added(add_frequency, other)["turbo"], "on");
}

TEST(TimingFlags, KeepWhatChangesTimingAndNothingPrivate) {
  const std::string line =
      "BOOT_IMAGE=/boot/vmlinuz-6.1 root=UUID=1b2c-77 ro hostname=secret isolcpus=domain,2-7 nohz_full=2-7 "
      "mitigations=off quiet user=jane ip=10.0.0.7::10.0.0.1:255.255.255.0:secret:eth0:off mem-sleep=x "
      "transparent-hugepage=never hugepages=/home/jane idle=poll -- init=/sbin/x nosmt";
  EXPECT_EQ(timing_flags(line), (std::vector<std::string>{"isolcpus=domain,2-7", "nohz_full=2-7", "mitigations=off",
                                                          "transparent-hugepage=never", "idle=poll"}));
}

TEST(LinuxFacts, ListVulnerabilitiesAsLinuxWordsThem) {
  FakeRoot root;
  root.write("/sys/devices/system/cpu/vulnerabilities/l1tf", "Not affected")
      .write("/sys/devices/system/cpu/vulnerabilities/mds", "Vulnerable");
  EXPECT_EQ(added(add_linux, root)["vulnerabilities"], ordered_json({{"l1tf", "Not affected"}, {"mds", "Vulnerable"}}));
}

TEST(MemoryFacts, CountHugePagesAndSwap) {
  FakeRoot root;
  root.write("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never")
      .write("/proc/meminfo", "SwapTotal:  2048 kB\nHugePages_Total:  8\nHugepagesize:  2048 kB");
  const auto environment = added(add_memory, root);
  EXPECT_EQ(environment["thp"], "madvise");
  EXPECT_EQ(environment["huge_page_bytes"], 2 << 20);
  EXPECT_EQ(environment["huge_pages"], 8);
  EXPECT_EQ(environment["swap_bytes"], 2 << 20);
}

TEST(MemoryFacts, SayWhatSharedMemoryLiesOn) {
  const auto file_system = [](const std::string& mounts) {
    FakeRoot root;
    root.write("/proc/self/mountinfo", "22 1 254:1 / / rw shared:1 - ext4 /dev/vda1 rw\n" + mounts);
    return added(add_memory, root)["dev_shm_file_system"];
  };
  const std::string dev = "24 22 0:6 / /dev rw,nosuid shared:2 master:1 - devtmpfs udev rw\n";
  const std::string shm = "26 24 0:23 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw\n";
  EXPECT_EQ(file_system(""), "ext4");
  EXPECT_EQ(file_system(dev), "devtmpfs");
  EXPECT_EQ(file_system(shm + dev), "tmpfs");
  EXPECT_EQ(file_system(shm + "30 26 254:1 /x /dev/shm rw - xfs /dev/vdb rw"), "xfs")
      << "the last one hides the others";
  EXPECT_EQ(file_system("26 24 0:23 / /dev/shmoo rw - tmpfs tmpfs rw"), "ext4");
  const FakeRoot nothing;
  EXPECT_TRUE(added(add_memory, nothing)["dev_shm_file_system"].is_null());
}

TEST(Facts, AreUtf8WhateverTheMachineSays) {
  FakeRoot root;
  root.write("/etc/os-release", "PRETTY_NAME=\"Debi\xfcn\"\n");
  root.write("/proc/cpuinfo", "model name\t: Intel\xae Core\nmicrocode\t: \xff\n");
  root.write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "ts\xc3\n");
  std::vector<Warning> warnings;
  const auto environment = environment_of(root.files(), warnings);
  EXPECT_EQ(environment.at("os"), "Debi\xef\xbf\xbdn");
  EXPECT_EQ(environment.at("clocksource"), "ts\xef\xbf\xbd");
  EXPECT_NO_THROW(environment_id(environment));
  nlohmann::ordered_json machine;
  add_processor(root.files(), machine, warnings);
  EXPECT_NO_THROW(machine.dump());
}

TEST(BuildFacts, NameTheGlibcThatRuns) {
  std::vector<Warning> warnings;
  EXPECT_EQ(build_facts(warnings)["libraries"]["glibc"], ::gnu_get_libc_version());
}

TEST(Containers, AreToldByTheirMarks) {
  FakeRoot docker;
  docker.write("/.dockerenv", "").link("/proc/self/ns/pid", "pid:[4026532001]");
  EXPECT_EQ(added(add_confinement, docker)["container"], "docker");
  FakeRoot podman;
  podman.write("/run/.containerenv", "");
  EXPECT_EQ(added(add_confinement, podman)["container"], "podman");
  FakeRoot pod;
  pod.write("/proc/1/cgroup", "12:cpu:/kubepods/burstable/pod1");
  EXPECT_EQ(added(add_confinement, pod)["container"], "kubepods");
}

TEST(Containers, AreNotMachinesThatWereBootedFromAnImage) {
  FakeRoot machine;
  machine.write("/.dockerenv", "")
      .link("/proc/self/ns/pid", "pid:[4026531836]")
      .link("/proc/self/ns/uts", "uts:[4026531838]");
  EXPECT_EQ(added(add_confinement, machine)["container"], "none");
}

TEST(Wsl, IsToldByTheNameOfItsRelease) {
  FakeRoot wsl;
  wsl.write("/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2");
  EXPECT_EQ(added(add_confinement, wsl)["wsl"], true);
  FakeRoot debian;
  debian.write("/proc/sys/kernel/osrelease", "6.1.0-13-amd64");
  EXPECT_EQ(added(add_confinement, debian)["wsl"], false);
}

}  // namespace
}  // namespace ipcbench::facts
