// kelvin drift, diff and forget as a user runs them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

class Compare : public ::testing::Test {
 protected:
  /// Of so many visitors every other one sees one page more.
  std::string log(const std::string& name, int visitors, int pages) const {
    std::string out;
    for (int i = 0; i < visitors; ++i) {
      for (int view = 0; view < pages + i % 2; ++view) out += page("v-" + std::to_string(i), view);
    }
    return folder_.file(name, out);
  }
  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

TEST_F(Compare, DriftTellsThatScoresHaveMoved) {
  const std::string then = log("then", 300, 1), now = log("now", 300, 3);
  const Finished run = kelvin({"drift", "--model", model_, "--then", then, "--now", now, "--json",
                               "--html", folder_.path("d.html")});
  ASSERT_EQ(run.exit, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report["scores"][0]["verdict"], "act");
  EXPECT_EQ(report["scores"][0]["thresholds"][0]["then"], 0);
  EXPECT_EQ(report["scores"][0]["thresholds"][0]["now"], 1);
  EXPECT_TRUE(std::filesystem::exists(folder_.path("d.html")));
  const Finished same = kelvin({"drift", "--model", model_, "--then", then, "--now", then});
  EXPECT_NE(same.out.find("has hardly moved"), std::string::npos) << same.out;
  const Finished none =
      kelvin({"drift", "--model", model_, "--then", then, "--now", folder_.file("empty", "")});
  EXPECT_NE(none.out.find("no visitors: nothing to compare"), std::string::npos) << none.out;
  EXPECT_EQ(kelvin({"drift", "--model", model_, "--then", then}).exit, 2);
}

TEST_F(Compare, DiffTellsWhoComesInAndWhy) {
  const std::string other = folder_.file(
      "other.json", replaced(std::string(kModel), R"("points": 10)", R"("points": 16)"));
  const std::string events = log("log", 100, 1);
  const Finished run =
      kelvin({"diff", "--model", model_, "--against", other, events, "--threads", "2"});
  ASSERT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("  hot         0         0       50\n"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("view +12"), std::string::npos) << run.out;
  const Finished as_json =
      kelvin({"diff", "--model", model_, "--against", other, events, "--json"});
  const json report = json::parse(as_json.out);
  EXPECT_EQ(report["triggers"][0]["only_new"], 50);
  EXPECT_EQ(report["largest"].size(), 10U);
  EXPECT_FALSE(report.contains("areas"));
  EXPECT_EQ(kelvin({"diff", "--model", model_, "--against", other, "-"}, "").exit, 2);
}

TEST_F(Compare, DiffWithLabelsTellsWhichFindsMore) {
  // The new model sees sign-ups, which foretell; the old one counts pages, which do not.
  const std::string old = folder_.file(
      "old.json", replaced(std::string(kModel), R"("points": 25, "limit": 1)", R"("points": 0)"));
  std::string events, labels = "visitor,converted,converted_at\n";
  for (int i = 0; i < 200; ++i) {
    const std::string who = "v-" + std::to_string(i);
    const bool buyer = i % 4 == 0;
    for (int view = 0; view <= i % 3; ++view) events += page(who, view);
    if (buyer != (i % 10 == 0)) {
      events += R"({"type":"track","event":"Signed Up","anonymousId":")" + who +
                R"(","timestamp":")" + at(30) + "\"}\n";
    }
    labels += who + (buyer ? ",1," + at(60) : ",0,") + "\n";
  }
  const Finished run =
      kelvin({"diff", "--model", old, "--against", model_, folder_.file("log", events), "--labels",
              folder_.file("labels", labels)});
  ASSERT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("The new model tells better."), std::string::npos) << run.out;
}

std::string line(const std::string& anonymous, const std::string& user, int minute,
                 const std::string& more = "") {
  return R"({"type":"page","messageId":")" + anonymous + user + std::to_string(minute) + "\"" +
         (anonymous.empty() ? "" : R"(,"anonymousId":")" + anonymous + "\"") +
         (user.empty() ? "" : R"(,"userId":")" + user + "\"") + R"(,"timestamp":")" + at(minute) +
         "\"" + more + "}\n";
}

class Forget : public ::testing::Test {
 protected:
  /// Lines by their numbers.
  std::string left(const std::vector<std::string>& all, const std::string& who) const {
    std::string text;
    for (const std::string& one : all) text += one;
    const Finished run = kelvin({"forget", "--visitor", who, folder_.file("log", text)});
    EXPECT_EQ(run.exit, 0) << run.err;
    std::string numbers, expected;
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (run.out.compare(at, all[i].size(), all[i]) != 0) continue;
      at += all[i].size();
      numbers += std::to_string(i) + " ";
    }
    EXPECT_EQ(at, run.out.size()) << run.out;
    return numbers;
  }
  Folder folder_;
};

TEST_F(Forget, ByAnonymousIdAllOfTheVisitorGoes) {
  EXPECT_EQ(left({line("a", "", 0), line("b", "", 1), line("a", "B", 2), line("", "B", 3)}, "a"),
            "1 3 ");
}

TEST_F(Forget, ByUserIdWhatTheDeviceTellsGoesToo) {
  const std::vector<std::string> log = {line("a", "", 0),  line("a", "B", 1), line("a", "", 2),
                                        line("a", "C", 3), line("a", "", 4),  line("c", "", 5),
                                        line("", "B", 6),  line("a", "B", 7), line("a", "", 8)};
  EXPECT_EQ(left(log, "B"), "3 4 5 ");
  EXPECT_EQ(left(log, "C"), "0 1 2 5 6 7 8 ");
  EXPECT_EQ(left(log, "nobody"), "0 1 2 3 4 5 6 7 8 ");
}

TEST_F(Forget, AliasesAreFollowedAndIgnoredTypesGoToo) {
  const std::string alias =
      R"({"type":"alias","previousId":"B","userId":"Bea","timestamp":")" + at(1) + "\"}\n";
  const std::string screen =
      R"({"type":"screen","anonymousId":"x","userId":"Bea","timestamp":")" + at(1) + "\"}\n";
  EXPECT_EQ(left({line("a", "Bea", 9), alias, screen, line("a", "", 2), line("d", "B", 3),
                  line("d", "D", 4)},
                 "B"),
            "5 ");
}

TEST_F(Forget, NumbersAreIdsAndOtherBytesStay) {
  EXPECT_EQ(left({R"({"userId":17,"timestamp":1})"
                  "\r\n",
                  " {\"userId\" : 18}\r\n", "\n", "no json at all\n", R"({"userId":"17"})"},
                 "17"),
            "1 2 3 ");
}

TEST_F(Forget, ABrokenLineWithTheIdIsNamed) {
  const std::string log = folder_.file("log", line("a", "", 0) + "{\"anonymousId\":\"a\",\n");
  const Finished run = kelvin({"forget", "--visitor", "a", log});
  EXPECT_EQ(run.exit, 3);
  EXPECT_EQ(run.out, "{\"anonymousId\":\"a\",\n");
  EXPECT_NE(run.err.find("log:2: this is no message, but has the id in it"), std::string::npos);
  EXPECT_NE(run.err.find("1 lines removed, 1 left"), std::string::npos) << run.err;
}

TEST_F(Forget, IntoAFolderEachLogKeepsNameAndForm) {
  const std::string one = folder_.file("one", line("a", "", 0) + line("b", "", 1));
  const std::string two = folder_.gzip("two.gz", line("a", "", 2) + line("b", "", 3));
  const std::string out = folder_.path("clean");
  ASSERT_EQ(kelvin({"forget", "--visitor", "a", "--out", out, one, two}).exit, 0);
  std::ifstream plain(out + "/one", std::ios::binary);
  std::ostringstream bytes;
  bytes << plain.rdbuf();
  EXPECT_EQ(bytes.str(), line("b", "", 1));
  EXPECT_EQ(kelvin({"forget", "--visitor", "x", out + "/two.gz"}).out, line("b", "", 3));
  EXPECT_EQ(kelvin({"forget", "--visitor", "a", "--out", out, one}).exit, 2);  // is there already
  EXPECT_EQ(kelvin({"forget", "--visitor", "a", "-"}, "").exit, 2);
  EXPECT_EQ(kelvin({"forget", "--visitor", "a", folder_.path("none")}).exit, 2);
}

}  // namespace
}  // namespace kelvin::testing
