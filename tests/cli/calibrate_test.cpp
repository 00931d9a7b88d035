// kelvin calibrate: from logs and labels to thresholds, as a user runs it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "kelvin/json.h"
#include "process.h"
#include "samples.h"
#include "support/json_place.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class Calibrate : public ::testing::Test {
 protected:
  /// Of `all` visitors every third converts an hour after the log began; those see more pages.
  void make_log(int all) {
    std::string log, labels = "visitor,converted,converted_at,accepted\n";
    for (int i = 0; i < all; ++i) {
      const std::string who = "v-" + std::to_string(i);
      const bool buyer = i % 3 == 0;
      const int views = (buyer ? 3 : 1) + i % 2;
      for (int view = 0; view < views; ++view)
        log += page(who, view, view == 2 ? "/pricing/x" : "/");
      if (buyer) log += page(who, 90);
      labels += who + (buyer ? ",1," + at(60) + "," + std::to_string(i % 2) : ",0,,") + "\n";
    }
    log_ = folder_.file("log", log);
    labels_ = folder_.file("labels.csv", labels);
  }
  Finished calibrate(const Arguments& rest) const {
    Arguments all = {"calibrate", "--model", model_, "--labels", labels_, log_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all);
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
  std::string log_, labels_;
};

TEST_F(Calibrate, TellsWhoWasFoundByEachThreshold) {
  make_log(600);
  const Finished run = calibrate({"--json", "--recall", "0.9"});
  ASSERT_EQ(run.exit, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report["visitors"], 600);
  EXPECT_EQ(report["converted"], 200);
  EXPECT_EQ(report["events_after"], 200);
  EXPECT_EQ(report["main"], "interest");
  const json& hot = report["scores"][0]["thresholds"][0];
  EXPECT_EQ(hot["name"], "segment hot");
  EXPECT_EQ(hot["visitors"], 200);
  EXPECT_EQ(hot["precision"], 1);
  EXPECT_EQ(hot["judged"], 200);
  EXPECT_EQ(hot["accepted"], 100);
  EXPECT_EQ(hot["lead_ms"], 58 * 60000);
  EXPECT_EQ(report["scores"][0]["separated"], true);
  EXPECT_EQ(report["proposals"][0]["goal"], "recall");
  EXPECT_EQ(report["proposals"][0]["least"], 35);
  EXPECT_EQ(report["leaks"][0]["rule"], "pricing");
}

TEST_F(Calibrate, TheSameForAnyNumberOfThreadsAndEveryTime) {
  make_log(400);
  const std::string once = calibrate({"--json", "--threads", "1"}).out;
  EXPECT_EQ(calibrate({"--json", "--threads", "3"}).out, once);
  EXPECT_EQ(calibrate({"--json", "--threads", "3"}).out, once);
}

TEST_F(Calibrate, TextAndPageSayTheSame) {
  make_log(600);
  const Finished run = calibrate({"--html", folder_.path("out.html")});
  ASSERT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("600 visitors with a label and events, of whom 200 converted (33 %)"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("! Rule pricing matched 200 visitors, all of whom converted"),
            std::string::npos);
  const std::string page = bytes_of(folder_.path("out.html"));
  EXPECT_NE(page.find("Rule pricing matched 200 visitors"), std::string::npos);
  EXPECT_NE(page.find("<svg role=\"img\""), std::string::npos);
  for (const std::string& line : lines(run.out)) EXPECT_LE(line.size(), 80U) << line;
}

TEST_F(Calibrate, WithFiveConversionsItSaysAlmostNothing) {
  make_log(15);
  const Finished run = calibrate({"--recall", "0.8"});
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.out.find("! 5 conversions: too few to say anything."), std::string::npos);
  EXPECT_EQ(run.out.find('%', run.out.find("too few")), std::string::npos) << run.out;
  const Finished written = calibrate({"--recall", "0.8", "--write", folder_.path("new.json")});
  EXPECT_EQ(written.exit, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("new.json")));
}

TEST_F(Calibrate, WithTwentyItTellsIntervalsAndThatTheyAreWide) {
  make_log(60);
  const Finished run = calibrate({});
  EXPECT_NE(run.out.find("! 20 conversions: read the intervals"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("A chance for each score"), std::string::npos);
}

TEST_F(Calibrate, LabelsThatDoNotFitAreSaidInWords) {
  make_log(30);
  const auto says = [&](const std::string& labels) {
    labels_ = folder_.file("other", labels);
    return calibrate({}).out;
  };
  EXPECT_NE(says("visitor,converted\nx,0\n").find("No visitor has both a label and events"),
            std::string::npos);
  EXPECT_NE(says("visitor,converted\nv-1,0\n").find("Nobody converted"), std::string::npos);
  EXPECT_NE(
      says("visitor,converted,converted_at\nv-1,1," + at(60) + "\n").find("Everybody converted"),
      std::string::npos);
  EXPECT_NE(says("visitor,converted\n").find("No visitor has both"), std::string::npos);
  EXPECT_NE(says("visitor,converted,converted_at\nv-1,1,2031-01-01T00:00:00Z\nv-2,0,\n")
                .find("1 conversion comes after the end of the log"),
            std::string::npos);
}

TEST_F(Calibrate, BadLabelsAreNamedAndEndWithThree) {
  make_log(30);
  labels_ = folder_.file("l", "visitor,converted\nv-1,0\nv-2,perhaps\n");
  const Finished run = calibrate({});
  EXPECT_EQ(run.exit, 3);
  EXPECT_NE(run.err.find("l:3: bad_value at /converted: \"perhaps\": give 1 or 0"),
            std::string::npos)
      << run.err;
}

TEST_F(Calibrate, WhatCannotBeUsedEndsWithTwo) {
  make_log(30);
  for (const Arguments& wrong :
       std::vector<Arguments>{{"--score", "none"},
                              {"--capacity", "50/year"},
                              {"--capacity", "-1"},
                              {"--precision", "40"},
                              {"--cost", "5"},
                              {"--horizon", "soon"},
                              {"--until", "1772359200"},
                              {"--holdout"},
                              {"--outcome", "Signed Up"},
                              {"--write", "x"},
                              {"--recall", "0.5", "--precision", "0.5", "--write", "x"},
                              {"--html", "/none/there.html"}}) {
    const Finished run = calibrate(wrong);
    EXPECT_EQ(run.exit, 2) << wrong[0];
    EXPECT_NE(run.err, "") << wrong[0];
  }
  labels_ = folder_.path("none");
  EXPECT_EQ(calibrate({}).exit, 2);
  EXPECT_NE(
      kelvin({"calibrate", "--model", model_, "--labels", labels_, log_, "--outcome", "Signed Up"})
          .err.find("signup"),
      std::string::npos);
}

TEST_F(Calibrate, WriteChangesTheThresholdAndNoOtherByte) {
  make_log(600);
  const Finished run = calibrate({"--recall", "0.9", "--write", folder_.path("new.json")});
  ASSERT_EQ(run.exit, 0) << run.err;
  std::string expected(kModel);
  const auto put = [&expected](const std::string& from, const std::string& to) {
    const std::size_t place = expected.find(from);
    ASSERT_NE(place, std::string::npos);
    expected.replace(place, from.size(), to);
  };
  put(R"("$gte": 30)", R"("$gte": 35)");
  put(R"("$lt": 20)", R"("$lt": 25)");
  EXPECT_EQ(bytes_of(folder_.path("new.json")), expected);
  EXPECT_EQ(kelvin({"check", folder_.path("new.json")}).exit, 0);
}

TEST_F(Calibrate, WriteNeedsASegmentThatAsksForTheScore) {
  make_log(600);
  const Finished run =
      calibrate({"--score", "fit", "--recall", "0.5", "--write", folder_.path("n")});
  EXPECT_EQ(run.exit, 2);
  EXPECT_NE(run.err.find("no segment asks for a bound of scores.fit"), std::string::npos)
      << run.err;
  EXPECT_EQ(calibrate({"--segment", "x", "--recall", "0.5", "--write", folder_.path("n")}).exit, 2);
}

TEST(JsonPlace, FindsValuesInAnyForm) {
  using native::place_in_json;
  const std::string text =
      "\xEF\xBB\xBF { \"a\\u0062\" : [ 1, {\"x\":\"}]\\\"\"} , -2.5e3 ], \"k\": 1, \"k\" : true }";
  const auto value = [&](const std::vector<std::string>& path) {
    const auto place = place_in_json(text, path);
    return place ? text.substr(place->from, place->to - place->from) : "";
  };
  EXPECT_EQ(value({"ab", "0"}), "1");
  EXPECT_EQ(value({"ab", "1", "x"}), R"("}]\"")");
  EXPECT_EQ(value({"ab", "2"}), "-2.5e3");
  EXPECT_EQ(value({"k"}), "true");
  EXPECT_EQ(value({"ab", "3"}), "");
  EXPECT_EQ(value({"none"}), "");
}

}  // namespace
}  // namespace kelvin::testing
