#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "facts/sha256.hpp"
#include "ipcbench/errors.hpp"
#include "result/document.hpp"
#include "result/file.hpp"

namespace ipcbench {
namespace {

namespace fs = std::filesystem;

class ResultFiles : public testing::Test {
 protected:
  ResultFiles() : folder_(fs::temp_directory_path() / ("ipcbench-test-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~ResultFiles() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static fs::path side_of(const ResultFile& file) {
    return fs::path(file.path()).replace_extension("").string() + ".partial.jsonl";
  }
  /// A folder of a run below `folder_`.
  RunFolder claimed(const std::string& below = "") const { return RunFolder::claim(folder_ / below, "m"); }

  fs::path folder_;
};

TEST_F(ResultFiles, KeepFinishedEntriesAtOnceAndTheWholeAtTheEnd) {
  const auto run = claimed();
  ResultFile file(run, "transfer");
  file.append("{\"a\":1}");
  EXPECT_EQ(content(side_of(file)), "{\"a\":1}\n");
  EXPECT_FALSE(fs::exists(file.path()));
  file.finish("{}\n");
  EXPECT_EQ(content(file.path()), "{}\n");
  EXPECT_EQ(file.path(), run.path() / "transfer.json");
  EXPECT_FALSE(fs::exists(side_of(file)));
}

TEST_F(ResultFiles, OfSuitesOfOneRunLieInItsFolder) {
  const auto run = claimed();
  ResultFile(run, "transfer").finish("1");
  const auto again = RunFolder::of(run.path());
  EXPECT_EQ(again.run(), run.run());
  EXPECT_EQ(again.machine(), "m");
  ResultFile(again, "compute").finish("2");
  EXPECT_EQ(content(run.path() / "compute.json"), "2");
  EXPECT_THROW(ResultFile(again, "transfer"), UsageError);
  EXPECT_THROW(RunFolder::of(folder_ / "nowhere"), UsageError);
  EXPECT_THROW(RunFolder::of(folder_), UsageError) << "no stamp";
}

TEST_F(ResultFiles, NeverTakeAFolderTwice) {
  const auto first = claimed();
  const auto second = claimed();
  EXPECT_NE(first.path(), second.path());
  ResultFile(first, "transfer").finish("1");
  const auto third = claimed();
  EXPECT_FALSE(fs::exists(third.path() / "transfer.json"));
}

TEST_F(ResultFiles, LeaveNoFolderInWhichNothingHasBeenKept) {
  fs::path folder;
  {
    const auto run = claimed();
    folder = run.path();
    const ResultFile file(run, "transfer");
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(ResultFiles, SayWhereTheEntriesAreIfTheWholeCannotBeWritten) {
  const auto run = claimed();
  ResultFile file(run, "transfer");
  file.append("{}");
  fs::create_directory(file.path());  // nothing can be renamed over a folder
  try {
    file.finish("{}");
    FAIL() << "no error";
  } catch (const SystemError& error) {
    EXPECT_NE(std::string(error.what()).find(side_of(file).string()), std::string::npos) << error.what();
  }
  EXPECT_EQ(content(side_of(file)), "{}\n");
}

TEST_F(ResultFiles, ArePutInPlaceThoughTheirFolderWasRemoved) {
  const auto run = claimed("results");
  ResultFile file(run, "transfer");
  file.append("{}");
  fs::remove_all(folder_ / "results");
  file.finish("{}\n");
  EXPECT_EQ(content(file.path()), "{}\n");
}

TEST_F(ResultFiles, SayThatTheEntriesAreGoneWithTheirFolder) {
  const auto run = claimed("results");
  ResultFile file(run, "transfer");
  fs::remove_all(folder_ / "results");
  std::ofstream(folder_ / "results") << "";  // so that it cannot be made again
  try {
    file.finish("{}");
    FAIL() << "no error";
  } catch (const SystemError& error) {
    const std::string text = error.what();
    EXPECT_EQ(text.find("kept in"), std::string::npos) << text;
    EXPECT_NE(text.find("was removed"), std::string::npos) << text;
    EXPECT_EQ(text.find("free some space"), std::string::npos) << text;
  }
}

TEST_F(ResultFiles, SayWhatCannotBeCreated) {
  std::ofstream(folder_ / "file") << "";
  EXPECT_THROW(claimed("file"), SystemError);
}

TEST(Entries, DigestTheirSamplesInCanonicalForm) {
  const Kind& kind = find_kind("local");
  Row row;
  row.kind = &kind;
  row.key = "sum";
  row.shape = Shape{7, 13};
  row.kernel = &default_kernel();
  Entry entry{.row = &row, .round = 2};
  entry.samples.add(kind, {{5, 7}}, 20);
  entry.samples.add(kind, {{6, 8}}, 20);
  const auto ipc = entry_object(entry)["ipc"];
  EXPECT_EQ(ipc["digest"], sha256(R"({"compute_ns":[7,8],"prepare_ns":[5,6]})"));
  EXPECT_EQ(ipc["row"], "local/sum/7x13");
  EXPECT_EQ(ipc["bytes"], 728);
  EXPECT_FALSE(ipc.contains("usage"));
}

TEST(Entries, OfRowsWithoutAShapeHaveNullInItsPlace) {
  static const Kind kind{"farm", "Farming", Role::measured, {"done"}, {"done"}, nullptr};
  Row row;
  row.kind = &kind;
  row.key = "pipe";
  row.conditions = {{"workers", "2"}, {"window", "1"}};
  Entry entry{.row = &row};
  entry.samples.add(kind, {{5}, {{"cpu_ns", 3}}}, 20);
  const auto ipc = entry_object(entry)["ipc"];
  EXPECT_EQ(ipc["row"], "farm/pipe/workers:2/window:1");
  EXPECT_EQ(ipc["conditions"].dump(), R"({"workers":"2","window":"1"})");
  for (const char* key : {"rows", "cols", "bytes", "kernel", "copies"}) EXPECT_TRUE(ipc[key].is_null()) << key;
  EXPECT_EQ(ipc["usage"]["cpu_ns"][0], 3);
}

TEST(Entries, TellWhatThereIsOncePerRound) {
  const Kind& kind = find_kind("reply");
  Row row;
  row.kind = &kind;
  row.key = "sleep";
  Entry entry{.row = &row};
  entry.samples.add(kind, {{5}}, 20);
  EXPECT_FALSE(entry_object(entry)["ipc"].contains("setup_ns"));
  EXPECT_FALSE(entry_object(entry)["ipc"].contains("consumer"));
  entry.once = {.setup = 7, .forks_per_transfer = true};
  EXPECT_EQ(entry_object(entry)["ipc"]["setup_ns"], 7);
  EXPECT_EQ(entry_object(entry)["ipc"]["consumer"], "forked_per_transfer");
}

TEST(Documents, ReplaceBytesThatAreNoUtf8) {
  EXPECT_NO_THROW(one_line(nlohmann::ordered_json{{"cpu_model", "bad \xff byte"}}));
}

}  // namespace
}  // namespace ipcbench
