// kelvin check, and what is common to all commands: usage, help, exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

TEST(Usage, NoCommandUnknownCommandAndUnknownOptionEndWithTwo) {
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"scor"}, Arguments{"score", "--modle", "x", "y"},
        Arguments{"score", "log"}, Arguments{"check"}, Arguments{"serve", "--port", "70000"}}) {
    const Finished run = kelvin(arguments);
    EXPECT_EQ(run.exit, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err, "");
  }
}

TEST(Usage, HelpTellsTheExitCodesAndEveryCommandHasAnExample) {
  const Finished top = kelvin({"--help"});
  EXPECT_EQ(top.exit, 0);
  EXPECT_NE(top.out.find("3 done, but some lines were bad"), std::string::npos);
  for (const char* command : {"check", "score", "replay", "verify", "explain", "serve"}) {
    EXPECT_NE(top.out.find(command), std::string::npos) << command;
    const Finished help = kelvin({command, "--help"});
    EXPECT_EQ(help.exit, 0);
    EXPECT_NE(help.out.find(std::string("Example: kelvin ") + command), std::string::npos);
  }
  EXPECT_EQ(kelvin({"--version"}).exit, 0);
}

TEST(Usage, AFullDeviceIsAnError) {
  Folder folder;
  const std::string model = folder.file("m.json", kModel);
  const std::string command = KELVIN_EXECUTABLE " check " + model + " > /dev/full 2> /dev/null";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 2);
}

TEST(Check, ARightModelIsOkAndTellsItsDigest) {
  Folder folder;
  const Finished run = kelvin({"check", folder.file("m.json", kModel)});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("OK: sample 1, digest "), std::string::npos) << run.out;
}

TEST(Check, TenMistakesGiveTenErrorsEachWithItsPlaceAndWhatToDo) {
  Folder folder;
  const std::string model = folder.file("m.json", R"({
    "kelvin": 1, "id": "two words", "version": "1",
    "visit": {"timeout": "30 minutes"},
    "scores": [{"id": "s", "range": [100, 0], "rules": [
      {"id": "a", "on": "page", "where": {"page.pth": "/"}, "points": 1},
      {"id": "b", "on": "page", "points": "ten"},
      {"id": "c", "on": "page", "while": {"profile.x": 1}, "points": 1},
      {"id": "d", "on": "page", "where": {"page.path": {"$regex": "x"}}, "points": 1},
      {"id": "e", "on": "page", "pionts": 1},
      {"id": "f", "on": "page", "points": -5}]}],
    "segments": [{"id": "hot", "when": {"scores.heat": {"$gte": 1}}}]
  })");
  const Finished run = kelvin({"check", "--json", model});
  EXPECT_EQ(run.exit, 1);
  const json report = json::parse(run.out);
  EXPECT_FALSE(report.at("ok"));
  EXPECT_GE(report.at("errors").size(), 10U) << run.out;
  for (const json& error : report.at("errors")) {
    EXPECT_TRUE(error.at("at").get<std::string>().starts_with("/")) << error;
    EXPECT_FALSE(error.at("fix").get<std::string>().empty()) << error;
  }
  for (const char* place :
       {"/id", "/visit/timeout", "/scores/0/range", "/scores/0/rules/0/where/page.pth",
        "/scores/0/rules/1/points", "/scores/0/rules/2", "/scores/0/rules/3/where/page.path/$regex",
        "/scores/0/rules/4/pionts", "/scores/0/rules/5", "/segments/0/when/scores.heat"}) {
    const auto& errors = report.at("errors");
    EXPECT_TRUE(std::any_of(
        errors.begin(), errors.end(),
        [&](const json& error) { return error.at("at").get<std::string>().starts_with(place); }))
        << place << " in " << run.out;
  }
  const Finished text = kelvin({"check", model});
  EXPECT_EQ(text.exit, 1);
  EXPECT_NE(text.out.find("pionts"), std::string::npos);
  EXPECT_NE(text.out.find("to do: "), std::string::npos);
}

TEST(Check, SeveralModelsAreAllReportedAndAMissingOneEndsWithTwo) {
  Folder folder;
  const std::string good = folder.file("good.json", kModel);
  const std::string bad = folder.file("bad.json", "{\"kelvin\":1");
  const Finished run = kelvin({"check", "--json", good, bad});
  EXPECT_EQ(run.exit, 1);
  ASSERT_EQ(lines(run.out).size(), 2U);
  EXPECT_TRUE(json::parse(lines(run.out)[0]).at("ok"));
  EXPECT_EQ(json::parse(lines(run.out)[1]).at("errors").at(0).at("code"), "bad_json");

  const Finished missing = kelvin({"check", folder.path("none.json")});
  EXPECT_EQ(missing.exit, 2);
  EXPECT_NE(missing.err.find("none.json"), std::string::npos);
  EXPECT_EQ(kelvin({"check", folder.path("")}).exit, 2);
}

TEST(Check, AWrongModelKeepsOtherCommandsFromRunning) {
  Folder folder;
  const std::string bad =
      folder.file("bad.json", R"({"kelvin":1,"id":"x","version":"1","scoers":[]})");
  const Finished run = kelvin({"score", "--model", bad, folder.file("log", page("v", 0))});
  EXPECT_EQ(run.exit, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("/scoers"), std::string::npos);
}

}  // namespace
}  // namespace kelvin::testing
