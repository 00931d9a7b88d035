// kelvin check, and what is common to all commands: usage, help, exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"
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
  for (const char* command : {"check", "new", "score", "replay", "verify", "explain", "serve"}) {
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

/// A rule that cannot match, and nothing else to warn of.
constexpr const char* kOdd =
    R"({"kelvin":1,"id":"odd","version":"1","note":"a note","scores":[{"id":"s","rules":[)"
    R"({"id":"r","on":"page","where":{"properties.n":{"$gt":5,"$lt":3}},"points":1}]}]})";

TEST(Check, AWarningIsToldAndFailsOnlyWhenStrict) {
  Folder folder;
  const std::string odd = folder.file("odd.json", kOdd);
  const Finished run = kelvin({"check", odd});
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.out.find("OK: odd 1"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("1 warning\n  /scores/0/rules/0/where: never_matches\n      found: "),
            std::string::npos)
      << run.out;
  EXPECT_EQ(kelvin({"check", "--strict", odd}).exit, 1);
  const Finished json_run = kelvin({"check", "--json", "--strict", odd});
  EXPECT_EQ(json_run.exit, 1);
  const json report = json::parse(json_run.out);
  EXPECT_FALSE(report.at("ok"));
  EXPECT_EQ(report.at("warnings").at(0).at("code"), "never_matches");
  EXPECT_TRUE(json::parse(kelvin({"check", "--json", odd}).out).at("ok"));

  const std::string good = folder.file("good.json", kModel);
  EXPECT_EQ(kelvin({"check", "--strict", good}).exit, 1) << "its grade of fit is never full";
}

/// The last stands, as everywhere in JSON; whoever wrote both is told which, and where.
TEST(Check, AKeyThatIsThereTwiceIsToldWithWhatStands) {
  Folder folder;
  const std::string model = folder.file("twice.json", R"({"kelvin":1,"id":"m","version":"1",
    "scores":[{"id":"s","rules":[{"id":"a","on":"page","points":1},
      {"id":"b","on":"X","where":{"properties.a/b":1,"properties.c":{},"properties.a/b":2},
       "points":1,"points":2}]}]})");
  const Finished run = kelvin({"check", "--json", model});
  EXPECT_EQ(run.exit, 0) << run.out;
  const json warnings = json::parse(run.out).at("warnings");
  ASSERT_EQ(warnings.size(), 2U) << run.out;
  EXPECT_EQ(warnings[0].at("code"), "repeated_key");
  EXPECT_EQ(warnings[0].at("at"), "/scores/0/rules/1/where/properties.a~1b");
  EXPECT_EQ(warnings[1].at("at"), "/scores/0/rules/1/points");
  EXPECT_EQ(warnings[1].at("found"), "points");
  EXPECT_NE(warnings[1].at("fix").get<std::string>().find("this one stands"), std::string::npos);
  EXPECT_EQ(kelvin({"check", "--strict", model}).exit, 1);
  // What stands is what is scored with.
  EXPECT_EQ(compile(R"({"kelvin":1,"id":"m","version":"1",
      "scores":[{"id":"s","rules":[{"id":"b","on":"X","points":1,"points":2}]}]})")
                ->rules[0]
                .points.list[0],
            to_points(2));
}

TEST(Check, ANoticeIsToldAndFailsNothing) {
  Folder folder;
  const std::string model = folder.file("once.json", R"({"kelvin":1,"id":"once","version":"1",
    "scores":[{"id":"s","rules":[{"id":"files","on":"File Downloaded","points":1,
      "count":{"at_least":1,"distinct":"properties.href"}}]}]})");
  const Finished run = kelvin({"check", "--strict", model});
  EXPECT_EQ(run.exit, 0) << run.out;
  EXPECT_NE(run.out.find("1 notice\n  /scores/0/rules/0/count/distinct: distinct_memory\n"),
            std::string::npos)
      << run.out;
  EXPECT_EQ(run.out.find("warning"), std::string::npos) << run.out;
  const json report = json::parse(kelvin({"check", "--strict", "--json", model}).out);
  EXPECT_TRUE(report.at("ok"));
  EXPECT_EQ(report.at("warnings").at(0).at("code"), "distinct_memory");
}

TEST(Check, AModelWhoseStatesGrowTooLargeIsRefused) {
  Folder folder;
  std::string rules;
  for (int i = 0; i < 60; ++i) {
    rules += (i == 0 ? "" : ",") + (R"({"id":"d)" + std::to_string(i)) +
             R"(","on":"page","points":1,"count":{"at_least":2,"distinct":"page.path"}})";
  }
  const std::string large = folder.file(
      "large.json",
      R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[)" + rules + "]}]}");
  const Finished run = kelvin({"check", "--json", large});
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(json::parse(run.out).at("errors").at(0).at("code"), "too_large");
  EXPECT_EQ(kelvin({"check", "--minify", large}).exit, 1);
}

TEST(Check, ExplainPrintsTheModelAsSentences) {
  Folder folder;
  const Finished run = kelvin({"check", "--explain", folder.file("m.json", kModel)});
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.out.find("  Signed up (signup): 25 points; only once. When \"Signed Up\" comes.\n"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("call: when a visitor enters Hot; sends to crm; says \"Call.\""),
            std::string::npos)
      << run.out;
  const Finished bad = kelvin({"check", "--explain", folder.file("bad.json", "{}")});
  EXPECT_EQ(bad.exit, 1);
  EXPECT_NE(bad.out.find("missing_key"), std::string::npos);
}

TEST(Check, MinifyPrintsTheModelForThePageOrNothing) {
  Folder folder;
  const Finished run = kelvin({"check", "--minify", folder.file("odd.json", kOdd)});
  EXPECT_EQ(run.exit, 0);
  std::string expected = kOdd;
  const std::string note = R"("note":"a note",)";
  expected.erase(expected.find(note), note.size());
  EXPECT_EQ(run.out, expected + "\n");
  const Finished again = kelvin({"check", "--minify", folder.file("min.json", run.out)});
  EXPECT_EQ(again.out, run.out);

  const Finished bad = kelvin({"check", "--minify", folder.file("bad.json", "{\"kelvin\":1}")});
  EXPECT_EQ(bad.exit, 1);
  EXPECT_EQ(bad.out, "");
  EXPECT_NE(bad.err.find("missing_key"), std::string::npos);
  const std::string model = folder.file("m.json", kModel);
  EXPECT_EQ(kelvin({"check", "--minify", model, model}).exit, 2);
  EXPECT_EQ(kelvin({"check", "--minify", "--json", model}).exit, 2);
  EXPECT_EQ(kelvin({"check", "--minify", "--explain", model}).exit, 2);
}

TEST(Check, PackPrintsTheModelCompiledOrNothing) {
  Folder folder;
  const std::string model = folder.file("m.json", kModel);
  const Finished run = kelvin({"check", "--pack", model});
  EXPECT_EQ(run.exit, 0);
  const auto packed = unpack(run.out);
  ASSERT_TRUE(packed.ok()) << errors_json(packed.errors());
  EXPECT_EQ(packed->digest, compile(kModel)->digest);
  EXPECT_EQ(pack(*packed) + "\n", run.out);

  const Finished bad = kelvin({"check", "--pack", folder.file("bad.json", "{\"kelvin\":1}")});
  EXPECT_EQ(bad.exit, 1);
  EXPECT_EQ(bad.out, "");
  EXPECT_NE(bad.err.find("missing_key"), std::string::npos);
  EXPECT_EQ(kelvin({"check", "--pack", model, model}).exit, 2);
  EXPECT_EQ(kelvin({"check", "--pack", "--json", model}).exit, 2);
  EXPECT_EQ(kelvin({"check", "--pack", "--minify", model}).exit, 2);
  // It is nothing to work on: who hands it to a command is told to take the source.
  const Finished taken = kelvin({"check", folder.file("packed.json", run.out)});
  EXPECT_EQ(taken.exit, 1);
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
