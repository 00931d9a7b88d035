// kelvin verify: true claims hold, every kind of false one is told apart.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "verify_fixture.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

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
