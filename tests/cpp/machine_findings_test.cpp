#include <gtest/gtest.h>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

using nlohmann::ordered_json;

/// A quiet machine with two cores of one kind.
class MachineFindings : public testing::Test {
 protected:
  std::vector<Warning> found() const { return about_machine(machine_, environment_, cpus_); }
  /// The one warning that there is, if it has this code.
  Warning only(const std::string& code) const {
    const auto warnings = found();
    EXPECT_EQ(warnings.size(), 1U) << block(warnings);
    EXPECT_TRUE(!warnings.empty() && warnings[0].code == code) << block(warnings);
    return warnings.empty() ? Warning{} : warnings[0];
  }
  bool silent() const { return found().empty(); }

  ordered_json machine_ = ordered_json::parse(R"({"layout": {"core_kinds": [
    {"cpus": "0-1", "type": "IntelCore", "efficiency": 0}]}})");
  ordered_json environment_ = ordered_json::parse(R"({
    "governor": "performance", "container": "none", "wsl": false,
    "limits": {"dev_shm_bytes": 67108864},
    "clock": {"drift_ppm": 480.0, "drift_uncertainty_ppm": 1.0},
    "before": {"power_source": "mains", "thermal_throttles": 3, "swapped_pages": 7, "swap_used_bytes": 0},
    "after": {"power_source": "mains", "thermal_throttles": 3, "swapped_pages": 7, "swap_used_bytes": 0}})");
  CpuPair cpus_{0, 1};
};

TEST_F(MachineFindings, AreSilentOfAQuietMachine) { EXPECT_TRUE(silent()) << block(found()); }

TEST_F(MachineFindings, AreSilentWhereNothingIsKnown) {
  for (auto& value : environment_) value = nullptr;
  EXPECT_TRUE(about_machine(machine_, environment_, cpus_).empty());
  EXPECT_TRUE(about_machine(ordered_json::object(), ordered_json::object(), cpus_).empty());
}

TEST(BuildFindings, TellABuildThatIsNotOptimisedAndOneForAnyProcessor) {
  EXPECT_TRUE(about_build({{"type", "Release"}, {"native", true}}).empty());
  const auto debug = about_build({{"type", "Debug"}, {"native", true}});
  ASSERT_EQ(debug.size(), 1U);
  EXPECT_EQ(debug[0].code, "unoptimised_build");
  const auto generic = about_build({{"type", "Release"}, {"native", false}});
  ASSERT_EQ(generic.size(), 1U);
  EXPECT_EQ(generic[0].code, "non_native_build");
}

TEST_F(MachineFindings, TellAGovernorOtherThanPerformance) {
  environment_["governor"] = "performance, schedutil";
  EXPECT_EQ(only("governor").rank, "shifts_milliseconds");
}

TEST_F(MachineFindings, TellABatteryBeforeOrAfter) {
  environment_["after"]["power_source"] = "battery";
  only("on_battery");
}

TEST_F(MachineFindings, TellThrottlingDuringTheRunOnly) {
  environment_["after"]["thermal_throttles"] = 5;
  EXPECT_NE(only("thermal_throttling").text.find("2 times"), std::string::npos);
}

TEST_F(MachineFindings, TellSwapThatIsUsedFromSwapThatIsMoved) {
  environment_["before"]["swap_used_bytes"] = 1;
  EXPECT_EQ(only("swap_in_use").rank, "note");
  environment_["before"]["swap_used_bytes"] = 0;
  environment_["after"]["swapped_pages"] = 19;
  EXPECT_EQ(only("swapping").rank, "shifts_milliseconds");
}

TEST_F(MachineFindings, TellAClockThatDriftsFurtherThanTimeSynchronisationMay) {
  environment_["clock"]["drift_ppm"] = -23'000;
  EXPECT_NE(only("clock_drift").text.find("ratios hold; milliseconds ± 2.3 %"), std::string::npos);
  environment_["clock"]["drift_uncertainty_ppm"] = 22'500;  // a run of a few microseconds
  EXPECT_TRUE(silent());
}

TEST_F(MachineFindings, TellWsl) {
  environment_["wsl"] = true;
  only("wsl");
}

TEST_F(MachineFindings, TellASmallDevShmInAContainerOnly) {
  environment_["container"] = "docker";
  EXPECT_NE(only("small_dev_shm").text.find("64 MiB; start it with --shm-size=256m"), std::string::npos);
  environment_["limits"]["dev_shm_bytes"] = 256 << 20;
  EXPECT_TRUE(silent());
}

TEST_F(MachineFindings, TellKindsOfCores) {
  machine_["layout"]["core_kinds"] = ordered_json::parse(R"([{"cpus": "16-23", "type": "IntelAtom", "efficiency": 0},
                                                             {"cpus": "0-15", "type": "IntelCore", "efficiency": 1}])");
  EXPECT_EQ(only("hybrid_cores").rank, "note");
  EXPECT_NE(only("hybrid_cores").text.find("(P0>P1)"), std::string::npos) << only("hybrid_cores").text;
  cpus_ = {2, 17};
  EXPECT_EQ(only("mixed_core_kinds").rank, "may_change_ranking");
  EXPECT_NE(only("mixed_core_kinds").text.find("(P2>E17)"), std::string::npos);
  cpus_ = {};
  EXPECT_EQ(only("mixed_core_kinds").rank, "may_change_ranking");
}

TEST_F(MachineFindings, TakeCoresThatDifferInFrequencyOnlyForOneKind) {
  machine_["layout"]["core_kinds"] = ordered_json::parse(R"([{"cpus": "0", "type": "IntelCore", "efficiency": 0},
                                                             {"cpus": "1", "type": "IntelCore", "efficiency": 1}])");
  EXPECT_TRUE(silent()) << block(found());
}

TEST(WarningBlocks, AreRankedAndShortOfUnknownFacts) {
  EXPECT_EQ(block({}), "");
  EXPECT_EQ(block({{"unknown_fact", "a is unknown", "note", {}},
                   {"x", "A thing", "note", {"r1", "r2", "r3", "r4"}},
                   {"unknown_fact", "b is unknown", "note", {}},
                   {"y", "Worse", "shifts_milliseconds", {"r1"}},
                   {"z", "Worst", "may_change_ranking", {}}}),
            "warnings, the gravest first:\n"
            "  may change the ranking: Worst [z]\n"
            "  shifts milliseconds: Worse [y; 1 row: r1]\n"
            "  note: A thing [x; 4 rows: r1, r2, r3, …]\n"
            "  note: some facts of this machine are unknown; the result says which and why [unknown_fact]\n");
}

}  // namespace
}  // namespace ipcbench::findings
