// kelvin new: the library of models, from the executable alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "process.h"

namespace kelvin::testing {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(KELVIN_MODELS)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(New, ListsTheLibraryEachWithALine) {
  const Finished list = kelvin({"new", "--list"});
  EXPECT_EQ(list.exit, 0);
  EXPECT_EQ(kelvin({"new"}).out, list.out);
  const auto found = lines(list.out);
  const auto names = model_names();
  ASSERT_EQ(found.size(), names.size()) << list.out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_TRUE(found[i].starts_with(names[i] + " ")) << found[i];
    EXPECT_GT(found[i].size(), names[i].size() + 20) << "a description";
  }
}

TEST(New, WritesAModelByteForByteAndItsTestsHold) {
  Folder folder;
  for (const std::string& name : model_names()) {
    const std::string file = folder.path(name + ".json");
    const Finished run = kelvin({"new", "--from", name, file});
    EXPECT_EQ(run.exit, 0) << run.err;
    EXPECT_NE(run.out.find("kelvin check --test " + file), std::string::npos) << run.out;
    EXPECT_EQ(bytes_of(file), bytes_of(fs::path(KELVIN_MODELS) / (name + ".json")));
    const Finished check = kelvin({"check", "--test", file});
    EXPECT_EQ(check.exit, 0) << check.out;
    EXPECT_EQ(check.out.find("FAILED"), std::string::npos) << check.out;
  }
}

TEST(New, ADashIsStandardOutput) {
  EXPECT_EQ(kelvin({"new", "--from", "starter", "-"}).out,
            bytes_of(fs::path(KELVIN_MODELS) / "starter.json"));
}

TEST(New, OverwritesNothing) {
  Folder folder;
  const std::string file = folder.file("mine.json", "precious");
  const Finished run = kelvin({"new", "--from", "starter", file});
  EXPECT_EQ(run.exit, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("there already"), std::string::npos) << run.err;
  EXPECT_EQ(bytes_of(file), "precious");
}

TEST(New, AnUnknownModelAndAFolderThatIsNotThereEndWithTwo) {
  Folder folder;
  const Finished unknown = kelvin({"new", "--from", "startr", folder.path("m.json")});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_NE(unknown.err.find("starter"), std::string::npos) << unknown.err;
  EXPECT_FALSE(fs::exists(folder.path("m.json")));
  EXPECT_EQ(kelvin({"new", "--from", "starter", folder.path("none/m.json")}).exit, 2);
}

TEST(New, AFileWithoutAModelToWriteIsWrongUsage) {
  Folder folder;
  const Finished run = kelvin({"new", folder.path("m.json")});
  EXPECT_EQ(run.exit, 2);
  EXPECT_FALSE(fs::exists(folder.path("m.json")));
}

}  // namespace
}  // namespace kelvin::testing
