// kelvin score and explain: every kind of log, every kind of bad line, any number of threads.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

class Score : public ::testing::Test {
 protected:
  Finished score(const Arguments& rest, std::string_view input = "") const {
    Arguments all = {"score", "--model", model_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all, input);
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

/// Three hundred events of forty visitors, some out of order.
std::string mixed_log() {
  std::mt19937 random(7);
  std::string log;
  for (int i = 0; i < 300; ++i) {
    const int minute = static_cast<int>(random() % 590);
    log += page("v-" + std::to_string(random() % 40), minute, i % 3 == 0 ? "/pricing/" : "/");
  }
  return log;
}

TEST_F(Score, ALinePerVisitorSortedByBytesInTheDocumentedForm) {
  const std::string log =
      folder_.file("log", page("b", 0) + page("a", 1, "/pricing/x") + page("b", 2) +
                              page("\xC3\xA9", 3) + page("b", 4));
  const Finished run = score({log});
  EXPECT_EQ(run.exit, 0) << run.err;
  ASSERT_EQ(lines(run.out).size(), 3U) << run.out;
  EXPECT_TRUE(lines(run.out)[0].starts_with(
      R"({"visitor":"a","at":"2026-03-01T10:04:00.000Z","scores":{"interest":15,"fit":0},)"))
      << run.out;
  EXPECT_EQ(lines(run.out)[1],
            R"({"visitor":"b","at":"2026-03-01T10:04:00.000Z","scores":{"interest":30,"fit":0},)"
            R"("momentum":{"interest":30,"fit":0},"grade":"","segments":["hot"],"disqualified":[],)"
            R"("events":3,"first":"2026-03-01T10:00:00.000Z","last":"2026-03-01T10:04:00.000Z"})");
}

TEST_F(Score, TheTopIsInEachFormWhereTheModelHasOne) {
  const std::string model = folder_.file("top.json", R"({"kelvin": 1, "id": "top", "version": "1",
    "scores": [{"id": "a", "rules": [{"id": "ra", "on": "page", "where": {"page.path": "/a"}, "points": 5}]},
               {"id": "b", "rules": [{"id": "rb", "on": "page", "where": {"page.path": "/b"}, "points": 5}]}],
    "top": [{"id": "interest", "of": ["a", "b"]}]})");
  const std::string log = folder_.file("log", page("v", 0, "/b") + page("w", 1, "/c"));
  const auto out = [&](const char* form) {
    return lines(kelvin({"score", "--model", model, "--out", form, log}).out);
  };
  EXPECT_EQ(json::parse(out("ndjson").at(0)).at("top"), json::parse(R"({"interest":"b"})"));
  EXPECT_EQ(json::parse(out("ndjson").at(1)).at("top"), json::parse(R"({"interest":""})"));
  EXPECT_NE(out("ndjson").at(0).find(R"("momentum":{"a":0,"b":5},"top":{"interest":"b"},"grade":)"),
            std::string::npos);
  EXPECT_EQ(out("csv").at(0),
            "visitor,at,a,b,momentum.a,momentum.b,top.interest,grade,segments,disqualified,events,"
            "first,last");
  EXPECT_TRUE(out("csv").at(1).starts_with("v,2026-03-01T10:01:00.000Z,0,5,0,5,b,,"))
      << out("csv").at(1);
  EXPECT_NE(out("table").at(0).find("top.interest"), std::string::npos);
  const std::string told = kelvin({"explain", "--model", model, "--visitor", "v", log}).out;
  EXPECT_NE(told.find("top interest: b\n"), std::string::npos) << told;
}

TEST_F(Score, AtLeavesOutLaterEventsAndLooksAtThatMoment) {
  const std::string log = folder_.file("log", page("v", 0) + page("v", 5) + page("w", 6));
  const Finished run = score({"--at", "2026-03-01T11:05:00+01:00", log});
  ASSERT_EQ(lines(run.out).size(), 1U) << run.out;
  const json row = json::parse(run.out);
  EXPECT_EQ(row.at("at"), "2026-03-01T10:05:00.000Z");
  EXPECT_EQ(row.at("scores").at("interest"), 20);
  EXPECT_EQ(score({"--at", "1772359500000", log}).out, run.out);
  EXPECT_EQ(score({"--at", "2026-03-01T10:05:00", log}).exit, 2);
  EXPECT_EQ(score({"--at", "soon", log}).exit, 2);
}

TEST_F(Score, BadAndIgnoredLinesAreNeverTheNewest) {
  const std::string late = "2027-01-01T00:00:00Z";
  const auto line = [&late](const std::string& members) {
    return "{" + members + R"("timestamp":")" + late + "\"}\n";
  };
  const std::string log = folder_.file(
      "log", page("v", 0) + page("v", 5) + line(R"("type":"screen","anonymousId":"v",)") +
                 line(R"("type":"alias","anonymousId":"v","userId":"u",)") +
                 line(R"("type":"page",)") + line(R"("anonymousId":"v",)") +
                 line(R"("type":"page","anonymousId":[],)"));
  for (const char* order : {"", "--sort"}) {
    for (const char* threads : {"1", "3"}) {
      Arguments all = {"--threads", threads, log};
      if (*order != '\0') all.push_back(order);
      const Finished run = score(all);
      EXPECT_EQ(run.exit, 3);
      EXPECT_EQ(lines(run.err).size(), 3U) << run.err;
      EXPECT_EQ(json::parse(run.out).at("at"), at(5));
    }
  }
}

TEST_F(Score, AnEventLaterThanItsReceivedAtIsTakenAtThatBeforeAtIsLookedAt) {
  const std::string log =
      folder_.file("log", R"({"type":"page","anonymousId":"v","timestamp":"2027-01-01T00:00:00Z",)"
                          R"("receivedAt":"2026-03-01T10:00:00Z"})");
  const Finished run = score({"--at", "2026-03-01T10:00:00Z", log});
  ASSERT_EQ(lines(run.out).size(), 1U);
  EXPECT_EQ(json::parse(run.out).at("last"), "2026-03-01T10:00:00.000Z");
}

TEST_F(Score, ResultsDoNotDependOnThreadsFilesCompressionOrStandardInput) {
  const std::string text = mixed_log();
  const std::string log = folder_.file("log.ndjson", text);
  const Finished one = score({"--threads", "1", log});
  EXPECT_EQ(one.exit, 0) << one.err;
  EXPECT_GT(lines(one.out).size(), 30U);
  EXPECT_EQ(score({"--threads", "2", log}).out, one.out);
  EXPECT_EQ(score({"--threads", "7", log}).out, one.out);
  EXPECT_EQ(score({folder_.gzip("log.gz", text)}).out, one.out);
  EXPECT_EQ(score({folder_.gzip("misnamed", text)}).out, one.out);
  EXPECT_EQ(score({"-"}, text).out, one.out);

  const std::size_t half = text.find('\n', text.size() / 2) + 1;
  const std::string first = folder_.file("1", text.substr(0, half));
  const std::string rest = folder_.gzip("2", text.substr(half));
  EXPECT_EQ(score({first, rest}).out, one.out);
  EXPECT_EQ(score({first, "-"}, text.substr(half)).out, one.out);
}

TEST_F(Score, BlankLinesCarriageReturnsByteOrderMarkAndAMissingLastNewlineAreNoFaults) {
  std::string text = "\xEF\xBB\xBF" + page("v", 0) + "\n  \t\r\n" + page("v", 1);
  text.insert(text.size() - 1, "\r");
  text += page("v", 2);
  text.pop_back();
  const Finished run = score({folder_.file("log", text)});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(json::parse(run.out).at("events"), 3);
}

TEST_F(Score, BadLinesAreNamedWithTheirNumberAndTheRestIsScored) {
  std::string rubbish = std::string("\0\x01\xFF\xFE{\"", 6) + "\x1b[2J";
  const std::string text = page("v", 0) +             // 1
                           "{\"type\":\"page\",\n" +  // 2
                           R"({"type":7,"anonymousId":[],"timestamp":{}})"
                           "\n" +  // 3
                           R"({"type":"page","anonymousId":"v"})"
                           "\n" +  // 4
                           "\n" +  // 5
                           rubbish +
                           "\n" +                                              // 6
                           page("v", 1, "/" + std::string(10'000'000, 'x')) +  // 7
                           "[1,2]\n" +                                         // 8
                           page("v", 2);                                       // 9
  for (const char* threads : {"1", "3"}) {
    const std::string log = folder_.file("log", text);
    const Finished run = score({"--threads", threads, log});
    EXPECT_EQ(run.exit, 3);
    EXPECT_EQ(json::parse(run.out).at("events"), 2) << run.out;
    const std::vector<std::string> named = lines(run.err);
    ASSERT_EQ(named.size(), 6U) << run.err;
    const auto is = [&](std::size_t i, int line, const char* code) {
      EXPECT_TRUE(named[i].starts_with(log + ":" + std::to_string(line) + ": ")) << named[i];
      EXPECT_NE(named[i].find(code), std::string::npos) << named[i];
    };
    is(0, 2, "bad_json");
    is(1, 3, "bad_type");
    is(2, 4, "bad_time");
    is(3, 6, "bad_json");
    is(4, 7, "too_long");
    is(5, 8, "not_object");
    EXPECT_EQ(run.err.find('\x1b'), std::string::npos);
  }
}

TEST_F(Score, TwentyBadLinesAreNamedAndTheOthersCounted) {
  std::string text;
  for (int i = 0; i < 33; ++i) text += "bad\n";
  const Finished run = score({folder_.file("log", text + page("v", 0))});
  EXPECT_EQ(run.exit, 3);
  ASSERT_EQ(lines(run.err).size(), 21U);
  EXPECT_EQ(lines(run.err)[20], "and 13 more bad lines");
  EXPECT_EQ(lines(run.out).size(), 1U);
}

TEST_F(Score, ACutOffGzipIsNamedAndWhatCameBeforeIsScored) {
  const std::string whole = folder_.gzip("log.gz", mixed_log());
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  const Finished run = score({"--sort", whole});
  EXPECT_EQ(run.exit, 3);
  EXPECT_GT(lines(run.out).size(), 5U);
  EXPECT_NE(run.err.find("cut off"), std::string::npos) << run.err;
  EXPECT_EQ(lines(run.err).size(), 1U) << run.err;
}

TEST_F(Score, UnreadableLogsEndWithTwoBeforeAnyWork) {
  const std::string log = folder_.file("log", page("v", 0));
  for (const std::string& bad : {folder_.path("none"), folder_.path("")}) {
    const Finished run = score({log, bad});
    EXPECT_EQ(run.exit, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err, "");
  }
  EXPECT_EQ(score({"-", "-"}).exit, 2);
}

TEST_F(Score, AnEmptyLogHasNoVisitors) {
  const Finished run = score({folder_.file("log", "")});
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.out, "");
}

TEST_F(Score, CsvQuotesAndTableAligns) {
  const std::string log = folder_.file("log", page("a,b", 0) + page("c", 1));
  const Finished csv = score({"--out", "csv", log});
  ASSERT_EQ(lines(csv.out).size(), 3U);
  EXPECT_EQ(lines(csv.out)[0],
            "visitor,at,interest,fit,momentum.interest,momentum.fit,grade,segments,disqualified,"
            "events,first,last");
  EXPECT_TRUE(lines(csv.out)[1].starts_with("\"a,b\",2026-03-01T10:01:00.000Z,10,0,10,0,,,,1,"));
  const Finished table = score({"--out", "table", log});
  ASSERT_EQ(lines(table.out).size(), 3U);
  EXPECT_EQ(lines(table.out)[0].find("first"), lines(table.out)[2].find("2026-03-01T10:01", 40));
  EXPECT_EQ(score({"--out", "xml", log}).exit, 2);
}

TEST_F(Score, StitchGivesAUsersMessagesToTheirAnonymousId) {
  const std::string text =
      page("v", 0) + R"({"type":"identify","anonymousId":"v","userId":"u","timestamp":")" + at(1) +
      "\"}\n" + R"({"type":"track","event":"Signed Up","userId":"u","timestamp":")" + at(2) +
      "\"}\n" + R"({"type":"track","event":"Signed Up","userId":"x","timestamp":")" + at(3) +
      "\"}\n";
  const std::string log = folder_.file("log", text);
  EXPECT_EQ(lines(score({log}).out).size(), 3U);
  for (const char* threads : {"1", "2", "5"}) {
    const Finished run = score({"--stitch", "--threads", threads, log});
    ASSERT_EQ(lines(run.out).size(), 2U) << run.out;
    EXPECT_EQ(json::parse(lines(run.out)[0]).at("visitor"), "v");
    EXPECT_EQ(json::parse(lines(run.out)[0]).at("scores").at("interest"), 35);
    EXPECT_EQ(json::parse(lines(run.out)[1]).at("visitor"), "x");
  }
}

TEST_F(Score, TraceTellsEveryScoreInHex) {
  const std::string log = folder_.file("log", page("v", 0) + "\n" + page("w", 1) + page("v", 2));
  const Finished run = kelvin({"trace", "--model", model_, log});
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.out,
            "1\tv\t0000000000989680\t0000000000000000\n"
            "3\tw\t0000000000989680\t0000000000000000\n"
            "4\tv\t0000000001312d00\t0000000000000000\n");
}

TEST_F(Score, ExplainTellsWhatIsNearAndWhatIsLostNext) {
  const std::string model = folder_.file("outlook.json", R"({"kelvin":1,"id":"o","version":"1",
    "scores":[{"id":"s","label":"Warmth","rules":[{"id":"a","on":"page","points":40,"limit":1,"decay":{"expire":"1d"}}]}],
    "segments":[{"id":"warm","label":"Warm","when":{"scores.s":{"$gte":30}}},
      {"id":"hot","label":"Hot","when":{"scores.s":{"$gte":70},"profile.plan":"pro"}}]})");
  const Finished run =
      kelvin({"explain", "--model", model, "--visitor", "v", folder_.file("log", page("v", 0))});
  EXPECT_NE(run.out.find("next: Hot at Warmth +30, and profile.plan\n"
                         "next drop: 2026-03-02T10:00:00.000Z, Warmth 40 -> 0, no longer Warm\n"),
            std::string::npos)
      << run.out;
}

TEST_F(Score, ExplainNamesTheRulesThatMakeTheScore) {
  const std::string log = folder_.file(
      "log", page("v", 0, "/pricing/") + page("w", 1) + page("v", 2) +
                 R"({"type":"track","event":"Signed Up","anonymousId":"v","timestamp":")" + at(3) +
                 "\"}\n");
  const Finished text = kelvin({"explain", "--model", model_, "--visitor", "v", log});
  EXPECT_EQ(text.exit, 0) << text.err;
  EXPECT_NE(text.out.find("interest: 50 of 0..100"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("Signed up"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("###"), std::string::npos) << text.out;

  const Finished machine = kelvin({"explain", "--model", model_, "--visitor", "v", "--json", log});
  const json view = json::parse(machine.out);
  EXPECT_EQ(view.at("visitor"), "v");
  double sum = 0;
  for (const json& reason : view.at("reasons")) {
    if (reason.at("score") == "interest") sum += reason.at("points").get<double>();
  }
  EXPECT_NEAR(sum, view.at("scores").at("interest").get<double>(), 0.005);

  const Finished nobody = kelvin({"explain", "--model", model_, "--visitor", "nobody", log});
  EXPECT_EQ(nobody.exit, 2);
  EXPECT_NE(nobody.err.find("nobody"), std::string::npos);
}

}  // namespace
}  // namespace kelvin::testing
