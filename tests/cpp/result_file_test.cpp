#include "result_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "digest.hpp"
#include "ipcbench/errors.hpp"
#include "result.hpp"

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

  fs::path folder_;
};

TEST_F(ResultFiles, KeepFinishedEntriesAtOnceAndTheWholeAtTheEnd) {
  ResultFile file(folder_, "some-machine");
  file.append("{\"a\":1}");
  EXPECT_EQ(content(side_of(file)), "{\"a\":1}\n");
  EXPECT_FALSE(fs::exists(file.path()));
  file.finish("{}\n");
  EXPECT_EQ(content(file.path()), "{}\n");
  EXPECT_FALSE(fs::exists(side_of(file)));
}

TEST_F(ResultFiles, NeverTakeANameTwice) {
  ResultFile first(folder_, "m");
  ResultFile second(folder_, "m");
  first.finish("1");
  ResultFile third(folder_, "m");
  second.finish("2");
  third.finish("3");
  EXPECT_EQ(content(first.path()), "1");
  EXPECT_EQ(content(second.path()), "2");
  EXPECT_EQ(content(third.path()), "3");
}

TEST_F(ResultFiles, SayWhereTheEntriesAreIfTheWholeCannotBeWritten) {
  ResultFile file(folder_, "m");
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
  ResultFile file(folder_ / "results", "m");
  file.append("{}");
  fs::remove_all(folder_ / "results");
  file.finish("{}\n");
  EXPECT_EQ(content(file.path()), "{}\n");
}

TEST_F(ResultFiles, SayThatTheEntriesAreGoneWithTheirFolder) {
  ResultFile file(folder_ / "results", "m");
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
  EXPECT_THROW(ResultFile(folder_ / "file", "m"), SystemError);
}

TEST(Entries, DigestTheirSamplesInCanonicalForm) {
  const Row row{.kind = RowKind::local, .shape = {7, 13}, .kernel = &kernels[0]};
  const auto ipc = ipc_object(row, 2, {}, {{.prepare = 5, .compute = 7}, {.prepare = 6, .compute = 8}});
  EXPECT_EQ(ipc["digest"], sha256(R"({"compute_ns":[7,8],"prepare_ns":[5,6]})"));
  EXPECT_EQ(ipc["row"], "local/sum/7x13");
  EXPECT_EQ(ipc["bytes"], 728);
}

TEST(Documents, ReplaceBytesThatAreNoUtf8) {
  EXPECT_NO_THROW(one_line(nlohmann::ordered_json{{"cpu_model", "bad \xff byte"}}));
}

}  // namespace
}  // namespace ipcbench
