// kelvin fit: points from a log and a list of customers, and what it says where there are none.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "process.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

/// Visitors of a shop. Who asks for a demo and comes from energy buys more often; who looks for a
/// job does not. A buyer has the order at the very moment of the purchase, and things after it.
struct Shop {
  std::string log, labels = "visitor,converted,converted_at\n";
};

class Dice {
 public:
  bool below(unsigned percent) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    constexpr unsigned kHigh = 33, kHundred = 100;
    return (state_ >> kHigh) % kHundred < percent;
  }

 private:
  std::uint64_t state_ = 1;
};

std::string message(const std::string& who, int visitor, int minute, const std::string& rest) {
  const std::int64_t start = 1'772'359'200'000;
  return R"({"anonymousId":")" + who + R"(","messageId":")" + who + "-" + std::to_string(minute) +
         R"(","timestamp":)" +
         std::to_string(start + (std::int64_t{visitor} * 7 + minute) * 60'000) + "," + rest + "}\n";
}

Shop shop(int visitors, bool after = true) {
  Dice dice;
  Shop out;
  for (int i = 0; i < visitors; ++i) {
    const std::string who = "v-" + std::to_string(i);
    const bool demo = dice.below(20), energy = dice.below(30), job = dice.below(20);
    unsigned chance = 6;
    if (demo) chance += 30;
    if (energy) chance += 20;
    if (job) chance /= 4;
    const bool buys = dice.below(chance);
    out.log += message(who, i, 0, R"("type":"page","properties":{"path":"/"})");
    if (dice.below(50)) {
      out.log += message(who, i, 1, R"("type":"page","properties":{"path":"/blog/a"})");
    }
    if (job) out.log += message(who, i, 2, R"("type":"page","properties":{"path":"/careers/dev"})");
    if (demo) out.log += message(who, i, 3, R"("type":"track","event":"Demo Requested")");
    out.log += message(who, i, 4,
                       std::string(R"("type":"identify","traits":{"email":"a@b.test","seats":)") +
                           std::to_string(i % 50) + R"(,"industry":")" +
                           (energy           ? "energy"
                            : dice.below(50) ? "music"
                                             : "games") +
                           R"("})");
    if (buys && after) {
      out.log += message(who, i, 60, R"("type":"track","event":"Order Completed")");
      out.log += message(who, i, 61, R"("type":"page","properties":{"path":"/thanks"})");
    }
    const std::int64_t at = 1'772'359'200'000 + (std::int64_t{i} * 7 + 60) * 60'000;
    out.labels += who + (buys ? ",1," + std::to_string(at) : ",0,") + "\n";
  }
  return out;
}

class Fit : public ::testing::Test {
 protected:
  Finished fit(const Arguments& rest) const {
    Arguments all = {"fit", "--labels", labels_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all);
  }
  static std::string read(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  Folder folder_;
  Shop shop_ = shop(1500);
  std::string log_ = folder_.file("log.ndjson", shop_.log);
  std::string labels_ = folder_.file("labels.csv", shop_.labels);
};

TEST_F(Fit, WritesAModelThatPassesItsOwnTestsAndNamesNobody) {
  const std::string path = folder_.path("fitted.json");
  const Finished run = fit({"--write", path, log_});
  ASSERT_EQ(run.exit, 0) << run.err << run.out;
  EXPECT_NE(run.out.find("AUC 0."), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("Demo Requested"), std::string::npos) << run.out;
  const Finished check = kelvin({"check", "--test", path});
  EXPECT_EQ(check.exit, 0) << check.out << check.err;
  const std::string text = read(path);
  EXPECT_EQ(text.find("v-"), std::string::npos) << "a visitor's id";
  EXPECT_EQ(text.find("b.test"), std::string::npos) << "an address";
  const json model = json::parse(text);
  int low = 0, high = 0;
  for (const json& rule : model["scores"][0]["rules"]) {
    const int points = rule["points"];
    (points > 0 ? high : low) += points;
    EXPECT_NE(rule["note"].get<std::string>().find("% of those bought"), std::string::npos);
  }
  EXPECT_EQ(model["scores"][0]["range"], json::array({low, high}));
  EXPECT_FALSE(model["tests"].empty());
}

TEST_F(Fit, WhatComesAtOrAfterThePurchaseChangesNoByte) {
  const Shop before = shop(1500, false);
  const std::string other = folder_.file("before.ndjson", before.log);
  const std::string a = folder_.path("a.json"), b = folder_.path("b.json");
  const Finished with = fit({"--json", "--write", a, log_});
  const Finished without = fit({"--json", "--write", b, other});
  ASSERT_EQ(with.exit, 0) << with.err;
  EXPECT_EQ(with.out, without.out);
  EXPECT_EQ(read(a), read(b));
}

TEST_F(Fit, ThreadsAndRunsGiveTheSameBytes) {
  const std::string a = folder_.path("a.json"), b = folder_.path("b.json");
  const Finished one = fit({"--threads", "1", "--write", a, log_});
  const Finished four = fit({"--threads", "4", "--write", b, log_});
  EXPECT_EQ(one.out, four.out);
  EXPECT_EQ(read(a), read(b));
}

TEST_F(Fit, LearnsThePointsOfAGivenModelAndComparesWithIt) {
  const std::string hand = folder_.file("hand.json", R"({"kelvin":1,"id":"hand","version":"1",
    "pages":{"jobs":["/careers/**"]},
    "scores":[{"id":"s","rules":[
      {"id":"demo","on":"Demo Requested","points":1,"limit":1},
      {"id":"jobs","on":"page","where":{"page.group":"jobs"},"points":9,"limit":1},
      {"id":"industry","while":{"profile.industry":{"$exists":true}},"points":{"by":"profile.industry","values":{"energy":1,"music":5}}}]}]})");
  const std::string path = folder_.path("fitted.json");
  const Finished run = fit({"--model", hand, "--compare", hand, "--json", "--write", path, log_});
  ASSERT_EQ(run.exit, 0) << run.err << run.out;
  const json report = json::parse(run.out);
  for (const json& line : report["lines"]) {
    const std::string label = line["label"];
    const int points = line["points"];
    EXPECT_TRUE(label != "jobs" || points < 0);
    EXPECT_TRUE((label != "demo" && label != "industry: energy") || points > 0);
  }
  EXPECT_GE(report["lines"].size(), 3U);
  EXPECT_GT(report["compared"]["ahead_interval"][0], 0) << "the hand-made one is wrong";
  EXPECT_EQ(kelvin({"check", "--test", path}).exit, 0);
}

TEST_F(Fit, TheOutcomeIsNoCandidate) {
  const std::string hand = folder_.file("hand.json", R"({"kelvin":1,"id":"hand","version":"1",
    "scores":[{"id":"s","rules":[{"id":"o","on":["page","Order Completed"],"points":1,"limit":1}]}]})");
  const Finished run = fit({"--model", hand, "--outcome", "Order Completed", log_});
  EXPECT_EQ(run.exit, 2);
  EXPECT_NE(run.err.find("the outcome itself"), std::string::npos) << run.err;
  const Finished found = fit({"--outcome", "Demo Requested", "--json", log_});
  EXPECT_EQ(found.out.find(R"("label":"Demo Requested")"), std::string::npos);
}

TEST_F(Fit, SaysWhatTheDataCannotCarry) {
  const auto says = [&](const std::string& labels) {
    const Finished run = kelvin({"fit", "--labels", folder_.file("l.csv", labels), log_});
    EXPECT_EQ(run.exit, 1) << run.out << run.err;
    return run.out;
  };
  const std::string head = "visitor,converted,converted_at\n";
  std::string three = head, all = head;
  for (int i = 0; i < 300; ++i) {
    const std::string who = "v-" + std::to_string(i);
    three += who + (i < 3 ? ",1,2029-06-01T00:00:00Z\n" : ",0,\n");
    all += who + ",1,2026-06-01T00:00:00Z\n";
  }
  EXPECT_NE(says(three).find("3 of 300 visitors"), std::string::npos);
  EXPECT_NE(says(three).find("3 labels are of purchases more than a year"), std::string::npos);
  EXPECT_NE(says(all).find("0 of 300 visitors"), std::string::npos);
  EXPECT_NE(says(head + "nobody,1,2026-06-01T00:00:00Z\n").find("1 labels are of visitors"),
            std::string::npos);
}

TEST_F(Fit, ReadsFilesAndNotAPipe) {
  const Finished run = fit({"-"});
  EXPECT_EQ(run.exit, 2);
  EXPECT_NE(run.err.find("more than once"), std::string::npos) << run.err;
  EXPECT_EQ(fit({"--points", "5", log_}).exit, 2);
  EXPECT_EQ(fit({"--lines", "0", log_}).exit, 2);
}

TEST_F(Fit, BadLinesAreNamedOnceAndCostNothingElse) {
  const std::string log = folder_.file("bad.ndjson", shop_.log + "{\"type\":\n");
  const Finished run = fit({"--write", folder_.path("m.json"), log});
  EXPECT_EQ(run.exit, 3);
  EXPECT_EQ(lines(run.err).size(), 1U) << run.err;
}

/// Names of events that only their own visitors have, more than a survey of a log counts.
TEST_F(Fit, ManyNamesOfEventsHideNoTrait) {
  std::string log = shop_.log;
  for (int i = 0; i < 17'000; ++i) {
    log += message("v-" + std::to_string(i % 1500), i % 1500, 5 + i / 1500,
                   R"("type":"track","event":"E)" + std::to_string(i) + R"(")");
  }
  const Finished run = fit({"--lines", "3", folder_.file("many.ndjson", log)});
  ASSERT_EQ(run.exit, 0) << run.err << run.out;
  EXPECT_NE(run.out.find("industry"), std::string::npos) << run.out;
}

TEST_F(Fit, NoLineIsCutInTheReport) {
  const Finished run = fit({"--lines", "8", log_});
  EXPECT_EQ(run.out.find("..."), std::string::npos) << run.out;
}

TEST_F(Fit, TheReportIsAPageWithItsPlotsAndTables) {
  const std::string path = folder_.path("report.html");
  ASSERT_EQ(fit({"--html", path, log_}).exit, 0);
  const std::string page = read(path);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("AUC by number of lines"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

}  // namespace
}  // namespace kelvin::testing
