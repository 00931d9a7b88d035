// What logs really hold, member by member: times, types, ids, traits in two places, aliases,
// members that come twice.
#include <gtest/gtest.h>

#include <string>

#include "kelvin/event.h"
#include "kelvin/json.h"
#include "unit/reading_support.h"

namespace kelvin {
namespace {

using namespace reading;

std::string traits_of(std::string_view members) {
  return to_json(Value(read(R"({"type":"identify","anonymousId":"v","timestamp":1772359200000,)" +
                            std::string(members) + "}")
                           .traits));
}

TEST(EventReading, LetsTheLaterOfTwoMembersStand) {
  const Event event = read(
      R"({"type":"page","type":"track","event":"a","event":"b","anonymousId":"v","timestamp":1772366400001,
      "timestamp":1772366400002,"properties":{"plan":"x"},"properties":{"plan":"pro"}})");
  EXPECT_EQ(event.name, "b");
  EXPECT_EQ(event.time, kNoon + Duration{2});
  EXPECT_EQ(property(event, "plan"), Value("pro"));
}

TEST(EventReading, LetsTheLaterStandWhateverItIs) {
  const Event nothing = read(R"({"type":"page","timestamp":1772366400000,"anonymousId":"v",
      "messageId":"m","messageId":null,"userId":"u","userId":"",
      "properties":{"plan":"x","title":"a"},"properties":7,
      "context":{"page":{"title":"b","url":"https://x.test/"},"mode":"test","consent":"c",
                 "campaign":{"source":"s"}},"context":{"page":{"path":"/p"}}})");
  EXPECT_EQ(nothing, read(R"({"type":"page","timestamp":1772366400000,"anonymousId":"v",
      "context":{"page":{"path":"/p"}}})"));
  EXPECT_EQ(traits_of(R"("traits":{"colour":"red","colour":"blue","email":"a@x.test","email":7})"),
            R"({"colour":"blue"})");
  EXPECT_EQ(traits_of(R"("traits":{"address":{"city":"Ulm"},"address":5})"), "{}");
  EXPECT_EQ(traits_of(R"("traits":{"industry":"energy"},"traits":{"colour":"red"})"),
            R"({"colour":"red"})");
  const Event cart =
      read(R"({"type":"track","event":"e","anonymousId":"v","timestamp":1772366400000,
      "properties":{"cart":[{"total":1,"total":2},{"total":{"a":1},"total":{}}]}})");
  EXPECT_EQ(to_json(*property(cart, "cart")), R"([{"total":2},{"total":{}}])");
}

std::int64_t time_of(std::string_view members) {
  return read(R"({"type":"page","anonymousId":"v",)" + std::string(members) + "}").time.ms;
}

TEST(EventReading, TakesTimesAsTextsAndNumbers) {
  constexpr std::int64_t kTen = 1'772'359'200'000;
  EXPECT_EQ(time_of(R"("timestamp":1772359200000)"), kTen);
  EXPECT_EQ(time_of(R"("timestamp":"2026-03-01T11:00:00+01:00")"), kTen);
  EXPECT_EQ(time_of(R"("timestamp":"1772359200000")"), kTen) << "digits are the number they spell";
  EXPECT_EQ(time_of(R"("timestamp":"001772359200000")"), kTen);
  EXPECT_EQ(time_of(R"("timestamp":1772359200000.9)"), kTen);
  EXPECT_EQ(time_of(R"("timestamp":100000000000)"), 100'000'000'000);
  EXPECT_EQ(time_of(R"("timestamp":253402300799999)"), kLatest.ms);
  EXPECT_EQ(time_of(R"("timestamp":"1970-01-01T00:00:00Z")"), 0) << "no seconds: a date";
}

TEST(EventReading, TakesTheTimeOfReceiptWhereTheClockLies) {
  const auto received = [](std::string_view value) {
    return time_of(R"("timestamp":1772359200020,"receivedAt":)" + std::string(value)) -
           1'772'359'200'000;
  };
  EXPECT_EQ(received("1772359200010"), 10);
  EXPECT_EQ(received("\"1772359200010\""), 10);
  EXPECT_EQ(received("1772359200030"), 20);
  for (const char* none : {"\"when?\"", "null", "\"\"", "{}", "1772359200", "\"1772359200\"", "0",
                           "1e300", "\"2026-03-01\""}) {
    EXPECT_EQ(received(none), 20) << none;
  }
}

TEST(EventReading, TakesTheOriginalTimestampWhereThereIsNoOther) {
  const char* const kOriginal = R"("originalTimestamp":"2026-03-01T10:00:00Z")";
  for (const char* none : {"", R"("timestamp":null,)", R"("timestamp":"",)"}) {
    EXPECT_EQ(time_of(none + std::string(kOriginal)), 1'772'359'200'000) << none;
  }
  EXPECT_EQ(time_of(R"("timestamp":1772359200001,)" + std::string(kOriginal)), 1'772'359'200'001);
  EXPECT_EQ(time_of(R"("timestamp":1772359200001,"originalTimestamp":"x")"), 1'772'359'200'001);
  const auto place = [](std::string_view members) {
    const auto event =
        read_event(model(), R"({"type":"page","anonymousId":"v",)" + std::string(members) + "}");
    return event.ok() ? "" : event.errors()[0].code + " at " + event.errors()[0].at;
  };
  EXPECT_EQ(place(R"("timestamp":"yesterday",)" + std::string(kOriginal)),
            "bad_time at /timestamp");
  EXPECT_EQ(place(R"("timestamp":{},)" + std::string(kOriginal)), "bad_time at /timestamp");
  EXPECT_EQ(place(R"("originalTimestamp":1772359200)"), "bad_time at /originalTimestamp");
  EXPECT_EQ(place(R"("originalTimestamp":"")"), "bad_time at /timestamp");
}

TEST(EventReading, TellsSecondsApart) {
  const auto fix = [](std::string_view time) {
    const auto event = read_event(
        model(), R"({"type":"page","anonymousId":"v","timestamp":)" + std::string(time) + "}");
    return event.ok() ? "" : event.errors()[0].fix;
  };
  for (const char* seconds : {"1772445600", "\"1772445600\"", "99999999999", "1772445600.5", "0"}) {
    EXPECT_EQ(fix(seconds), "these are seconds: multiply by 1000") << seconds;
  }
  for (const char* other :
       {"-1", "\"-1772445600\"", "253402300800000", "\"1772445600.5\"", "true"}) {
    EXPECT_TRUE(fix(other).starts_with("give it ISO 8601")) << other;
  }
}

/// "" for a good event, else what to do about its type.
std::string fix_of_type(std::string_view type) {
  const auto event =
      read_event(model(), R"({"type":)" + std::string(type) +
                              R"(,"event":"e","anonymousId":"v","timestamp":1772359200000})");
  if (event.ok()) return "";
  EXPECT_EQ(event.errors()[0].code, "bad_type");
  EXPECT_EQ(event.errors()[0].at, "/type");
  EXPECT_EQ(event.errors().size(), 1U) << "the type is looked at first";
  return event.errors()[0].fix;
}

TEST(EventReading, NamesTheTypeThatWasMeant) {
  for (const char* type :
       {"Track", "TRACK", "tracks", "trck", "trakc", "trazk", "Trak", " track", "trâck"}) {
    EXPECT_EQ(fix_of_type("\"" + std::string(type) + "\""), "did you mean track?") << type;
  }
  EXPECT_EQ(fix_of_type("\"Screen\""), "did you mean screen?");
  EXPECT_EQ(fix_of_type("\"identity\""), "did you mean identify?");
  EXPECT_EQ(fix_of_type("\"pgae\""), "did you mean page?");
  for (const char* type : {"\"event\"", "\"trk\"", "\"ktrac\"", "\"kcart\"", "\"pageview\"", "\"\"",
                           "null", "5", "[]", "{\"a\":1}", "\"delete\""}) {
    EXPECT_EQ(fix_of_type(type), "give it a type: page, track, identify, group, alias or screen")
        << type;
  }
  for (const char* type : {"\"page\"", "\"track\"", "\"identify\"", "\"group\"", "\"alias\""}) {
    EXPECT_EQ(fix_of_type(type), "") << type;
  }
}

TEST(EventReading, TakesWholeNumbersAsIds) {
  const auto id = [](std::string_view value) {
    return read(R"({"type":"group","anonymousId":"v","timestamp":1772359200000,"groupId":)" +
                std::string(value) + "}")
        .group_id;
  };
  EXPECT_EQ(id("0"), "0");
  EXPECT_EQ(id("-0"), "0");
  EXPECT_EQ(id("42"), "42");
  EXPECT_EQ(id("1e3"), "1000");
  EXPECT_EQ(id("9007199254740991"), "9007199254740991");
  EXPECT_EQ(id("\"007\""), "007");
  EXPECT_EQ(id("null"), "");
  EXPECT_EQ(id("\"\""), "");
  EXPECT_EQ(id("\"ann@x.test\""), "ann@x.test") << "an id is never masked";
  for (const char* name : {"anonymousId", "userId", "groupId", "messageId"}) {
    for (const char* value :
         {"1.5", "true", "false", "{}", "[]", "[\"u\"]", "-1", "9007199254740992", "1e300"}) {
      const auto event = read_event(model(), R"({"type":"page","timestamp":1772359200000,")" +
                                                 std::string(name) + "\":" + value + "}");
      ASSERT_FALSE(event.ok()) << name << value;
      EXPECT_EQ(event.errors()[0].code, "bad_id") << name << value;
      EXPECT_EQ(event.errors()[0].at, "/" + std::string(name)) << value;
    }
  }
}

TEST(EventReading, HasTheTraitsOfItsContextUnderItsOwn) {
  EXPECT_EQ(traits_of(R"("context":{"traits":{"industry":"energy","name":"x"}})"),
            R"({"industry":"energy"})");
  EXPECT_EQ(traits_of(R"("context":{"traits":{"industry":"energy","colour":"red"}},
                         "traits":{"industry":"food"})"),
            R"({"industry":"food","colour":"red"})");
  EXPECT_EQ(traits_of(R"("traits":{"industry":null},"context":{"traits":{"industry":"energy"}})"),
            R"({"industry":null})")
      << "null takes a trait back";
  EXPECT_EQ(traits_of(R"("traits":{"address":{}},"context":{"traits":{"address":{"city":"Ulm"}}})"),
            R"({"address":{}})")
      << "key by key and no deeper";
  EXPECT_EQ(traits_of(R"("traits":null,"context":{"traits":{"colour":"mail a@x.test"}})"),
            R"({"colour":"mail [email]"})");
  EXPECT_EQ(traits_of(R"("context":{"traits":{"email":"a@x.test"}})"),
            R"({"email_domain":"x.test","email_free":false})");
  EXPECT_EQ(
      traits_of(R"("traits":{"email":"b@gmail.com"},"context":{"traits":{"email":"a@x.test"}})"),
      R"({"email_domain":"gmail.com","email_free":true})");
  EXPECT_EQ(traits_of(R"("traits":{"email":null},"context":{"traits":{"email":"a@x.test"}})"),
            R"({"email_domain":null,"email_free":null})");
  EXPECT_EQ(traits_of(R"("traits":{"email":5},"context":{"traits":{"email":"a@x.test"}})"), "{}");
  for (const char* type : {"page", "group", R"(track","event":"e)"}) {
    EXPECT_TRUE(read(R"({"type":")" + std::string(type) +
                     R"(","anonymousId":"v","timestamp":1772359200000,"groupId":"g",
                        "context":{"traits":{"industry":"energy","plan":"pro"}}})")
                    .traits.empty())
        << type;
  }
}

TEST(EventReading, MergesNoMoreTraitsThanAreReadAgain) {
  std::string own, context, names;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i) + "\"";
    own += (i > 0 ? ",\"o" : "\"o") + n + ":1";
    context += ",\"c" + n + ":1";
    names += (i > 0 ? ",\"o" : "\"o") + n + ",\"c" + n;
  }
  const Model all = model_of(R"("rules":[{"id":"r","on":"page","points":1}])",
                             R"("privacy":{"keep":[)" + names + "]}");
  const auto once = read_event(
      all, R"({"type":"identify","anonymousId":"v","timestamp":1772359200000,"traits":{)" + own +
               R"(},"context":{"traits":{"email":"a@x.test")" + context + "}}}");
  ASSERT_TRUE(once.ok());
  EXPECT_EQ(once->traits.size(), 66U) << "64, and what the address became";
  const auto again = read_event(all, to_json(all, *once));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *once);
}

TEST(EventReading, IsAnAliasThatSaysWhom) {
  const Event alias = read(R"({"type":"alias","anonymousId":"v","userId":"c","previousId":7,
      "timestamp":1772359200000,"messageId":"m"})");
  EXPECT_EQ(alias.type, EventType::kAlias);
  EXPECT_EQ(alias.previous_id, "7");
  EXPECT_EQ(alias.user_id, "c");
  EXPECT_EQ(alias.visitor(), "v");
  EXPECT_EQ(alias.name_id, kNoName);
  EXPECT_EQ(read(to_json(model(), alias)), alias);
  EXPECT_EQ(
      read(R"({"type":"alias","userId":"c","previousId":"b","timestamp":1772359200000})").visitor(),
      "b");
  for (const char* text :
       {R"({"type":"alias"})", R"({"type":"alias","anonymousId":"v","userId":"c"})",
        R"({"type":"alias","anonymousId":"v","previousId":"b","timestamp":"x"})",
        R"({"type":"alias","userId":"c","previousId":{}})"}) {
    EXPECT_EQ(read(text).type, EventType::kIgnored) << text;
  }
  EXPECT_EQ(code(R"({"type":"alias","anonymousId":"v","userId":"c","previousId":"b"})"),
            "bad_time");
  EXPECT_EQ(code(R"({"type":"alias","userId":{},"previousId":"b","timestamp":1772359200000})"),
            "bad_id");
}

TEST(EventReading, IsATickOnlyWhereTheCoreMakesIt) {
  Event tick = tick_event(model());
  tick.anonymous_id = "v";
  tick.time = kNoon;
  Event told = read(track("Tick", kNoon));
  told.page_groups.clear();  // of `/**`, which no path matches too
  EXPECT_EQ(tick, told);
}

}  // namespace
}  // namespace kelvin
