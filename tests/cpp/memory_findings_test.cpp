#include <gtest/gtest.h>

#include "findings/findings.hpp"

namespace ipcbench::findings {
namespace {

using nlohmann::ordered_json;

/// A machine as distributions set it up, and a row of either kind of memory.
class MemoryFindings : public testing::Test {
 protected:
  std::vector<Warning> found() const { return about_memory(environment_, entries_); }
  Warning only(const std::string& code) const {
    const auto warnings = found();
    EXPECT_EQ(warnings.size(), 1U) << block(warnings);
    EXPECT_TRUE(!warnings.empty() && warnings[0].code == code) << block(warnings);
    return warnings.empty() ? Warning{} : warnings[0];
  }

  ordered_json environment_ = ordered_json::parse(R"({"thp": "madvise", "thp_shmem": "never",
      "huge_page_bytes": 2097152, "dev_shm_file_system": "tmpfs"})");
  std::vector<PlainEntry> entries_{
      {.row = "transfer/pipe/170x9111", .bytes = 12'390'960, .lands = "private"},
      {.row = "transfer/pipe/7x13", .bytes = 728, .lands = "private"},
      {.row = "transfer/shm_in_place/170x9111", .bytes = 12'390'960, .lands = "shared", .file_system = "tmpfs"},
      {.row = "transfer/mmap_file/170x9111", .bytes = 12'390'960, .lands = "shared", .file_system = "ext4"}};
};

TEST_F(MemoryFindings, AreSilentOfAMachineAsDistributionsSetItUp) { EXPECT_TRUE(found().empty()) << block(found()); }

TEST_F(MemoryFindings, AreSilentWhereNothingIsKnown) {
  for (auto& value : environment_) value = nullptr;
  EXPECT_TRUE(found().empty());
  EXPECT_TRUE(about_memory(ordered_json::object(), entries_).empty());
}

TEST_F(MemoryFindings, NameTheRowsThatAloneGetHugePages) {
  environment_["thp"] = "always";
  EXPECT_EQ(only("thp_always").rank, "may_change_ranking");
  EXPECT_EQ(only("thp_always").rows, std::vector<std::string>{"transfer/pipe/170x9111"}) << "the other is too small";
  environment_["thp_shmem"] = "force";
  EXPECT_TRUE(found().empty()) << "shared memory gets them, too";
}

TEST_F(MemoryFindings, TakeHugePagesForFairWhereAllRowsHaveOneKindOfMemory) {
  environment_["thp"] = "always";
  entries_.resize(2);
  EXPECT_TRUE(found().empty()) << block(found());
}

TEST_F(MemoryFindings, TellASharedMemoryOnADisk) {
  environment_["dev_shm_file_system"] = "ext4";
  entries_[2].file_system = "ext4";
  EXPECT_EQ(only("dev_shm_on_disk").rank, "may_change_ranking");
  EXPECT_NE(only("dev_shm_on_disk").text.find("lies on ext4, not in memory"), std::string::npos);
  EXPECT_EQ(only("dev_shm_on_disk").rows,
            (std::vector<std::string>{"transfer/mmap_file/170x9111", "transfer/shm_in_place/170x9111"}));
}

}  // namespace
}  // namespace ipcbench::findings
