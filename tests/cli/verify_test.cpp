// kelvin verify: true claims hold, every kind of false one is told apart.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

class Verify : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* visitor : {"a", "b", "c"}) {
      text_ += std::string(R"({"type":"identify","messageId":"i-)") + visitor +
               R"(","anonymousId":")" + visitor + R"(","timestamp":")" + at(0) +
               R"(","traits":{"size":250}})" + "\n";
      for (int minute = 1; minute < 5; ++minute) text_ += page(visitor, minute);
    }
    log_ = folder_.file("log.ndjson", text_);
    const Finished run = kelvin({"replay", "--model", model_, log_});
    for (const std::string& line : lines(run.out)) claims_.push_back(json::parse(line));
    ASSERT_EQ(claims_.size(), 3U) << run.out << run.err;
  }

  Finished verify(const std::string& claims, const Arguments& more = {}) const {
    Arguments all = {"verify", "--model", model_, "--claims", folder_.file("claims", claims), log_};
    all.insert(all.end(), more.begin(), more.end());
    return kelvin(all);
  }
  /// The claims as NDJSON.
  [[nodiscard]] std::string ndjson() const {
    std::string out;
    for (const json& claim : claims_) out += claim.dump() + "\n";
    return out;
  }
  /// The verdict on the first claim, and the places of what differs.
  std::pair<std::string, std::vector<std::string>> first_verdict() const {
    const Finished run = verify(ndjson(), {"--json"});
    const json first = json::parse(lines(run.out).at(0));
    EXPECT_EQ(run.exit, first.at("verdict") == "ok" ? 0 : 1);
    std::vector<std::string> places;
    for (const json& difference : first.at("differences")) places.push_back(difference.at("at"));
    return {first.at("verdict"), places};
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
  std::string text_, log_;
  std::vector<json> claims_;
};

TEST_F(Verify, TrueClaimsAreOkInEveryForm) {
  EXPECT_EQ(verify(ndjson()).exit, 0);
  EXPECT_NE(verify(ndjson()).out.find("3 claims: 3 ok"), std::string::npos);
  EXPECT_EQ(verify(json(claims_).dump(2)).exit, 0);
  json listed = {{"messages", json::array()}, {"last", 3}};
  for (const json& claim : claims_) {
    listed["messages"].push_back({{"seq", 1}, {"repeats", 0}, {"message", claim}});
  }
  EXPECT_EQ(verify(listed.dump()).exit, 0);
  EXPECT_NE(verify(listed.dump()).out.find("3 ok"), std::string::npos);
}

TEST_F(Verify, AFalseScoreIsNamedWithBothValues) {
  claims_[0]["data"]["scores"]["interest"] = 99;
  EXPECT_EQ(first_verdict().first, "score_differs");
  EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/scores/interest"});
  const Finished text = verify(ndjson());
  EXPECT_NE(text.out.find("score differs"), std::string::npos);
  EXPECT_NE(text.out.find("/data/scores/interest: claimed 99, the log gives 30"), std::string::npos)
      << text.out;
  EXPECT_NE(text.out.find("3 claims: 2 ok, 1 score differs"), std::string::npos) << text.out;
}

TEST_F(Verify, EveryFieldOfTheBodyIsHeldToIt) {
  const json original = claims_[0];
  const json flat = original.flatten();
  for (const auto& [place, value] : flat.items()) {
    if (place == "/id" || place == "/data/mode" || place == "/data/consent") continue;
    claims_[0] = original;
    claims_[0][json::json_pointer(place)] =
        value.is_string() ? json(value.get<std::string>() + "x") : json("x");
    const auto [verdict, places] = first_verdict();
    EXPECT_NE(verdict, "ok") << place;
    EXPECT_NE(verdict, "not_reproduced") << place;
    EXPECT_EQ(places, std::vector<std::string>{place});
  }
}

TEST_F(Verify, AMissingOrAddedFieldOfTheDataIsADifference) {
  claims_[0]["data"].erase("grade");
  EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/grade"});
  claims_[0]["data"]["grade"] = "";
  claims_[0]["data"]["revenue"] = 1e6;
  EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/revenue"});
}

TEST_F(Verify, ConsentAndModeAreHeldOnlyToALogThatTellsThem) {
  claims_[0]["data"]["consent"] = "granted";
  claims_[0]["data"]["mode"] = "test";
  EXPECT_EQ(first_verdict().first, "ok");
  std::string told = text_;
  const std::string plain = R"("properties":{"path")";
  const std::string page_mode = R"("context":{"consent":"denied","mode":"test"},)" + plain;
  for (std::size_t at = told.find(plain); at != std::string::npos;
       at = told.find(plain, at + page_mode.size())) {
    told.replace(at, plain.size(), page_mode);
  }
  log_ = folder_.file("told.ndjson", told);
  EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/consent"});
}

TEST_F(Verify, MembersAddedOnTheWayDoNotMatter) {
  claims_[0]["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  EXPECT_EQ(first_verdict().first, "ok");
}

TEST_F(Verify, ALogWithoutOneOfTheEventsDiffers) {
  // Without the identify of visitor a its message counts one event less.
  log_ = folder_.file("shorter.ndjson", text_.substr(text_.find('\n') + 1));
  const auto [verdict, places] = first_verdict();
  EXPECT_EQ(verdict, "log_differs");
  EXPECT_NE(std::find(places.begin(), places.end(), "/data/events/count"), places.end());
  EXPECT_NE(std::find(places.begin(), places.end(), "/data/events/digest"), places.end());
}

TEST_F(Verify, AnInventedMessageIsNotReproduced) {
  claims_[0]["id"] = std::string(32, '0');
  EXPECT_EQ(first_verdict().first, "not_reproduced");
  EXPECT_NE(verify(ndjson()).out.find("not reproduced"), std::string::npos);
}

/// The same message to a destination of each format, as claims.
class VerifyFormats : public Verify {
 protected:
  void SetUp() override {
    Verify::SetUp();
    json model = json::parse(kModel);
    const std::vector<json> more = {
        {{"id", "cdp"}, {"url", "/cdp"}, {"format", "segment"}},
        {{"id", "sheet"}, {"url", "/sheet"}, {"format", "flat"}},
        {{"id", "chat"},
         {"url", "/chat"},
         {"format", "template"},
         {"body",
          {{"text", "{{id}}: {{scores.interest}}"}, {"mode", "{{mode}}"}, {"all", "{{message}}"}}}},
        {{"id", "mute"}, {"url", "/mute"}, {"format", "template"}, {"body", "{{scores}}"}}};
    for (const json& destination : more) {
      model["destinations"].push_back(destination);
      model["triggers"][0]["to"].push_back(destination["id"]);
    }
    model_ = folder_.file("formats.json", model.dump());
    const auto bodies = lines(kelvin({"replay", "--model", model_, log_}).out);
    ASSERT_EQ(bodies.size(), 15U);
    claims_.clear();
    for (std::size_t i = 1; i < 4; ++i) claims_.push_back(json::parse(bodies[i]));
    mute_ = bodies[4];
  }
  std::string verdict(const json& claim) {
    claims_ = {claim};
    const auto [verdict, places] = first_verdict();
    std::string out = verdict;
    for (const std::string& place : places) out += " " + place;
    return out;
  }
  std::string mute_;
};

TEST_F(VerifyFormats, AClaimIsFoundByTheIdInIt) {
  const Finished run = verify(ndjson());
  EXPECT_EQ(run.exit, 0) << run.out;
  EXPECT_NE(run.out.find("3 claims: 3 ok"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("  Segment Entered  a: ok"), std::string::npos) << run.out;
  EXPECT_NE(verify(mute_).err.find("a message's id"), std::string::npos)
      << "a body without the id says not which message it is";
}

TEST_F(VerifyFormats, AFalseFieldIsNamedAsItsFormatHasIt) {
  const std::vector<json> claims = claims_;
  const auto changed = [&](std::size_t i, const char* place, const json& value) {
    json claim = claims[i];
    claim[json::json_pointer(place)] = value;
    return verdict(claim);
  };
  EXPECT_EQ(changed(0, "/properties/scores/interest", 99),
            "score_differs /properties/scores/interest");
  EXPECT_EQ(changed(0, "/properties/revenue", 99), "score_differs /properties/revenue");
  EXPECT_EQ(changed(0, "/context/traits/size", 99), "score_differs /context/traits/size");
  EXPECT_EQ(changed(0, "/properties/events/count", 9), "log_differs /properties/events/count");
  EXPECT_EQ(changed(1, "/scores_interest", 99), "score_differs /scores_interest");
  EXPECT_EQ(changed(1, "/events_digest", ""), "log_differs /events_digest");
  EXPECT_EQ(changed(2, "/all/data/grade", "A1"), "score_differs /all/data/grade");
  EXPECT_EQ(changed(2, "/text", claims[1]["id"].get<std::string>() + ": 99"),
            "score_differs /text");
}

TEST_F(VerifyFormats, WhatTheLogCannotTellIsNotHeldAgainstAClaim) {
  const std::vector<json> claims = claims_;
  const auto changed = [&](std::size_t i, const char* place, const char* value) {
    json claim = claims[i];
    claim[json::json_pointer(place)] = value;
    return verdict(claim);
  };
  EXPECT_EQ(changed(0, "/properties/mode", "test"), "ok");
  EXPECT_EQ(changed(0, "/properties/consent", "granted"), "ok");
  EXPECT_EQ(changed(0, "/context/ip", "::1"), "ok");
  EXPECT_EQ(changed(0, "/sentAt", "2026-03-01T10:00:00Z"), "ok");
  EXPECT_EQ(changed(1, "/consent", "granted"), "ok");
  EXPECT_EQ(changed(2, "/all/data/consent", "granted"), "ok");
}

TEST_F(Verify, AnUnreadableClaimIsNotOk) {
  const Finished run = verify(ndjson() + "{\"id\":\n42\n");
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.out.find("3 ok, 2 unreadable"), std::string::npos) << run.out;
  EXPECT_NE(run.err.find("claims:4: "), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("claims:5: "), std::string::npos) << run.err;
}

TEST_F(Verify, ABadLineInTheLogEndsWithThreeIfAllClaimsHold) {
  log_ = folder_.file("bad.ndjson", "bad\n");
  const std::string good = folder_.path("log.ndjson");
  const Finished run = kelvin(
      {"verify", "--model", model_, "--claims", folder_.file("claims", ndjson()), log_, good});
  EXPECT_EQ(run.exit, 3);
}

}  // namespace
}  // namespace kelvin::testing
