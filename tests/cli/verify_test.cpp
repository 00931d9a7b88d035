// kelvin verify: true claims hold, every kind of false one is told apart.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kelvin/digest.h"
#include "kelvin/json.h"
#include "kelvin/model.h"
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
    use_log(text_);
    ASSERT_EQ(claims_.size(), 3U);
  }

  /// Verifies against this log from now on; the claims are what it gives.
  void use_log(const std::string& text) {
    log_ = folder_.file("log.ndjson", text);
    claims_.clear();
    for (const std::string& line : lines(kelvin({"replay", "--model", model_, log_}).out)) {
      claims_.push_back(json::parse(line));
    }
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

/// The log, with a mode and a consent in the context of its page events.
std::string telling(std::string log, const std::string& mode) {
  const std::string plain = R"("properties":{"path")";
  const std::string context = R"("context":{"consent":"denied","mode":")" + mode + R"("},)" + plain;
  for (std::size_t at = log.find(plain); at != std::string::npos;
       at = log.find(plain, at + context.size())) {
    log.replace(at, plain.size(), context);
  }
  return log;
}

TEST_F(Verify, ConsentAndModeAreUnknownWhereTheLogDoesNotTellThem) {
  claims_[0]["data"]["consent"] = "granted";
  claims_[0]["data"]["mode"] = "test";
  EXPECT_EQ(first_verdict().first, "ok");
}

TEST_F(Verify, ConsentAndModeAreComparedWhereTheLogTellsThem) {
  for (const char* mode : {"live", "test"}) {
    use_log(telling(text_, mode));
    const json claim = claims_.at(0);
    ASSERT_EQ(claim["data"]["mode"], mode);
    EXPECT_EQ(first_verdict().first, "ok") << mode;
    for (const json& changed :
         {json("live"), json("test"), json("Live"), json(""), json(nullptr)}) {
      claims_[0] = claim;
      claims_[0]["data"]["mode"] = changed;
      const std::pair<std::string, std::vector<std::string>> wanted =
          changed == mode ? std::pair("ok", std::vector<std::string>{})
                          : std::pair("score_differs", std::vector<std::string>{"/data/mode"});
      EXPECT_EQ(first_verdict(), wanted) << mode << " " << changed;
    }
    claims_[0] = claim;
    claims_[0]["data"].erase("mode");
    EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/mode"});
    claims_[0] = claim;
    claims_[0]["data"]["consent"] = "granted";
    EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/consent"});
  }
}

/// The mode is of the event that caused the message: others of the visitor do not tell it.
TEST_F(Verify, TheModeOfAnotherEventIsNotTheMessages) {
  const std::size_t third_page = text_.find(R"("messageId":"a-3")");
  const std::size_t end = text_.find('\n', third_page) + 1;
  use_log(telling(text_.substr(0, third_page), "test") +
          text_.substr(third_page, end - third_page) + telling(text_.substr(end), "test"));
  claims_[0]["data"]["mode"] = "test";
  EXPECT_EQ(first_verdict().first, "ok");
}

TEST_F(Verify, OfATicksMessageTheModeIsUnknown) {
  log_ = folder_.file("told.ndjson", telling(text_, "test"));
  json model = json::parse(kModel);
  model["scores"][0]["rules"][0]["decay"] = {{"half_life", "1d"}};
  model["triggers"].push_back({{"id", "cooled"}, {"when", {{"leave", "hot"}}}, {"to", {"crm"}}});
  model_ = folder_.file("cooling.json", model.dump());
  const std::string later = folder_.file(
      "later.ndjson", R"({"type":"page","anonymousId":"z","timestamp":"2026-04-01T00:00:00Z"})");
  const Arguments ticks = {later, "--tick", "1d"};
  Arguments replay = {"replay", "--model", model_, log_};
  replay.insert(replay.end(), ticks.begin(), ticks.end());
  claims_.clear();
  for (const std::string& line : lines(kelvin(replay).out)) {
    const json claim = json::parse(line);
    if (claim["type"] == "kelvin.segment.left") claims_.push_back(claim);
  }
  ASSERT_EQ(claims_.size(), 3U);
  claims_[0]["data"]["mode"] = "test";
  EXPECT_EQ(verify(ndjson(), ticks).exit, 0) << verify(ndjson(), ticks).out;
}

TEST_F(Verify, AClaimOfOtherLawsIsAVerdictOfItsOwn) {
  const json claim = claims_[0];
  const auto under = [&](const json& changed) {
    claims_[0] = changed;
    const Finished run = verify(ndjson());
    EXPECT_EQ(run.exit, 1);
    EXPECT_NE(run.out.find("3 claims: 2 ok, 1 made under other laws\n"), std::string::npos)
        << run.out;
    EXPECT_EQ(first_verdict().first, "other_laws");
    return lines(run.out).at(0);
  };
  json old = claim;
  old["data"]["model"].erase("laws");
  old["data"]["model"]["digest"] = "00000000deadbeef";
  old["data"]["scores"]["interest"] = 31;
  EXPECT_EQ(under(old),
            claim["id"].get<std::string>() + "  kelvin.segment.entered  a: made under laws 1");
  old["data"]["events"]["digest"] = "00000000deadbeef";
  EXPECT_NE(under(old).find("made under laws 1"), std::string::npos);
  old["id"] = std::string(32, '0');  // other laws may fire at another time
  EXPECT_NE(under(old).find("made under laws 1"), std::string::npos);
  json newer = claim;
  newer["data"]["model"]["laws"] = 3;
  EXPECT_NE(under(newer).find("made under laws 3"), std::string::npos);
}

TEST_F(Verify, AnotherDigestUnderTheSameLawsIsAnotherModel) {
  claims_[0]["data"]["model"]["digest"] = "00000000deadbeef";
  EXPECT_EQ(first_verdict().first, "score_differs");
  EXPECT_EQ(first_verdict().second, std::vector<std::string>{"/data/model/digest"});
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
