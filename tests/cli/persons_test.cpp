// What the command line makes of whose events they are and when they were: changes of person,
// aliases, lines that are bad or ignored, --at.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

class Persons : public ::testing::Test {
 protected:
  Finished score(const Arguments& rest) const {
    Arguments all = {"score", "--model", model_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all);
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

std::string known(const std::string& visitor, int minute, const std::string& user) {
  return R"({"type":"identify","anonymousId":")" + visitor + R"(","timestamp":")" + at(minute) +
         R"(","userId":")" + user + R"(","traits":{"size":)" + (user == "b" ? "500" : "5") + "}}\n";
}

TEST_F(Persons, ChangesOfPersonAreCountedByEveryCommandWhateverTheThreads) {
  const std::string log = folder_.file(
      "log", known("v", 0, "b") + known("w", 1, "b") + page("v", 2) + known("v", 3, "c") +
                 known("x", 4, "c") + known("v", 5, "b") + known("v", 6, "c") + known("w", 7, "c"));
  const std::string told = "2 visitors changed to another person 4 times\n";
  for (const char* threads : {"1", "3"}) {
    const Finished run = score({"--threads", threads, log});
    EXPECT_EQ(run.exit, 0);
    EXPECT_EQ(run.err, told);
    ASSERT_EQ(lines(run.out).size(), 3U) << run.out;
    const json row = json::parse(lines(run.out)[0]);
    EXPECT_EQ(row.at("scores").at("fit"), 0) << "c is not as large as b was";
    EXPECT_EQ(row.at("events"), 1);
  }
  EXPECT_EQ(kelvin({"replay", "--model", model_, log}).err, told);
  EXPECT_EQ(kelvin({"explain", "--model", model_, "--visitor", "w", log}).err,
            "1 visitor changed to another person 1 time\n");
  const std::string claims = folder_.file("claims", "");
  EXPECT_EQ(kelvin({"verify", "--model", model_, "--claims", claims, log}).err, told);
}

TEST_F(Persons, NobodyElseIsNotCounted) {
  const std::string log =
      folder_.file("log", page("v", 0) + known("v", 1, "b") + known("v", 2, "b") + page("v", 3));
  EXPECT_EQ(score({log}).err, "");
}

TEST_F(Persons, WhatIsBadOrIgnoredSetsNoTimeAndMakesNoVisitor) {
  const std::string later = R"("timestamp":"2027-01-01T00:00:00Z"})";
  const std::string log = folder_.file(
      "log", page("v", 0) + known("v", 1, "b") + R"({"type":"screen","anonymousId":"v",)" + later +
                 "\n" + R"({"type":"Page","anonymousId":"v",)" + later + "\n" +
                 R"({"type":"track","anonymousId":"v",)" + later + "\n" +
                 R"({"type":"page","anonymousId":{},)" + later + "\n" +
                 R"({"type":"alias","anonymousId":"v","previousId":"x","userId":"c",)" + later +
                 "\n" + R"({"type":"alias","previousId":"w","userId":"c",)" + later + "\n");
  for (const char* threads : {"1", "3"}) {
    const Finished run = score({"--threads", threads, log});
    EXPECT_EQ(run.exit, 3);
    ASSERT_EQ(lines(run.out).size(), 1U) << run.out;
    EXPECT_EQ(json::parse(run.out).at("at"), at(1));
    EXPECT_EQ(json::parse(run.out).at("last"), at(1));
    ASSERT_EQ(lines(run.err).size(), 3U) << run.err;
    EXPECT_NE(run.err.find("bad_type at /type: Page: did you mean page?"), std::string::npos);
  }
  // With ticks too: the alias that is ignored lets no time pass.
  const Finished run = kelvin({"replay", "--tick", "1d", "--model", model_, log});
  EXPECT_EQ(run.out, "");
}

TEST_F(Persons, AnAliasThatNamesTheVisitorSetsTheTime) {
  const std::string log = folder_.file(
      "log",
      known("v", 0, "b") +
          R"({"type":"alias","anonymousId":"v","previousId":"b","userId":"c","timestamp":")" +
          at(7) + "\"}\n");
  for (const char* threads : {"1", "3"}) {
    const json row = json::parse(score({"--threads", threads, log}).out);
    EXPECT_EQ(row.at("at"), at(7));
    EXPECT_EQ(row.at("events"), 2);
  }
}

TEST_F(Persons, AtIsReadAsEventsTimesAre) {
  const std::string log = folder_.file("log", page("v", 0));
  const json row = json::parse(score({"--at", "1772359500000", log}).out);
  EXPECT_EQ(row.at("at"), at(5));
  const Finished seconds = score({"--at", "1772359500", log});
  EXPECT_EQ(seconds.exit, 2);
  EXPECT_NE(seconds.err.find("these are seconds: multiply by 1000"), std::string::npos);
  for (const char* bad :
       {"2026-03-01", "2026-03-01 10:00:00Z", "-1772359500000", "253402300800000"}) {
    EXPECT_EQ(score({"--at=" + std::string(bad), log}).exit, 2) << bad;
  }
}

}  // namespace
}  // namespace kelvin::testing
