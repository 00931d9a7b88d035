// kelvin verify: claims in each format that a destination can ask for.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "kelvin/digest.h"
#include "kelvin/json.h"
#include "kelvin/model.h"
#include "verify_fixture.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

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
          {{"text", "{{id}}: {{scores.interest}}"}, {"sent", "{{mode}}"}, {"all", "{{message}}"}}}},
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

TEST_F(VerifyFormats, TheLawsAreToldInEachFormat) {
  const std::vector<json> claims = claims_;
  for (json claim : claims) {
    EXPECT_EQ(verdict(claim), "ok");
    for (const char* place : {"/properties/model/laws", "/model_laws", "/all/data/model/laws"}) {
      const json::json_pointer at(place);
      if (!claim.contains(at)) continue;
      claim[at] = 1;
      EXPECT_EQ(verdict(claim), std::string("other_laws ") + place);
      claim[at.parent_pointer()].erase(at.back());
      EXPECT_EQ(verdict(claim), std::string("other_laws ") + place);
      claim[at] = "two";
      EXPECT_EQ(verdict(claim), std::string("score_differs ") + place);
    }
  }
}

/// The digest alone: what it was under older laws says which.
TEST_F(VerifyFormats, TheLawsOfADigestAloneAreFound) {
  json model = json::parse(kModel);
  model["destinations"][0]["format"] = "template";
  model["destinations"][0]["body"] = {{"id", "{{id}}"}, {"of", "model {{model.digest}}"}};
  model_ = folder_.file("digest.json", model.dump());
  const auto document = parse_json(model.dump());
  json claim = json::parse(lines(kelvin({"replay", "--model", model_, log_}).out).at(0));
  EXPECT_EQ(verdict(claim), "ok");
  char text[32];
  const auto of = [&](std::uint64_t digest) {
    std::snprintf(text, sizeof text, "model %016llx", static_cast<unsigned long long>(digest));
    return std::string(text);
  };
  EXPECT_EQ(claim["of"], of(digest_under(kLaws, *document)));
  claim["of"] = of(digest_under(1, *document));
  EXPECT_EQ(verdict(claim), "other_laws /of");
  claim["of"] = of(5);
  EXPECT_EQ(verdict(claim), "score_differs /of");
}

TEST_F(VerifyFormats, TheModeIsComparedInEachFormatWhereTheLogTellsIt) {
  log_ = folder_.file("told.ndjson", telling(text_, "live"));
  const auto bodies = lines(kelvin({"replay", "--model", model_, log_}).out);
  const std::vector<std::pair<std::size_t, std::vector<const char*>>> places = {
      {1, {"/properties/mode"}}, {2, {"/mode"}}, {3, {"/sent", "/all/data/mode"}}};
  for (const auto& [body, modes] : places) {
    const json claim = json::parse(bodies.at(body));
    EXPECT_EQ(verdict(claim), "ok");
    for (const char* place : modes) {
      json changed = claim;
      ASSERT_EQ(changed.at(json::json_pointer(place)), "live");
      changed[json::json_pointer(place)] = "test";
      EXPECT_EQ(verdict(changed), std::string("score_differs ") + place);
    }
  }
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
  EXPECT_EQ(changed(2, "/sent", "test"), "ok");
}

}  // namespace
}  // namespace kelvin::testing
