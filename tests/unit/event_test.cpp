// Reading a message: each member, each mistake, and that nothing unnamed survives.
#include "kelvin/event.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kelvin/event_reader.h"
#include "kelvin/json.h"
#include "unit/reading_support.h"

namespace kelvin {
namespace {

using namespace reading;

TEST(Event, HasTheMembersOfATrack) {
  const Event event =
      read(R"({"type":"track","event":"Demo Requested","messageId":"m-17","anonymousId":"v-1",
      "userId":"u-1","timestamp":"2026-03-01T10:00:00.000Z","properties":{"plan":"pro","cart":{"total":3,"id":9}},
      "context":{"page":{"path":"/pricing/a","url":"https://x.test/pricing/a?ref=a","title":"T","referrer":"https://y.test/z?q=1"},
        "campaign":{"source":"google","medium":"cpc","name":"n","term":"t","content":"c"},"consent":"granted","mode":"test"}})");
  EXPECT_EQ(event.type, EventType::kTrack);
  EXPECT_EQ(event.name, "Demo Requested");
  EXPECT_EQ(event.name_id, model().find_name("Demo Requested"));
  EXPECT_EQ(event.message_id, "m-17");
  EXPECT_EQ(event.anonymous_id, "v-1");
  EXPECT_EQ(event.user_id, "u-1");
  EXPECT_EQ(event.visitor(), "v-1");
  EXPECT_EQ(event.time, parse_instant("2026-03-01T10:00:00Z"));
  EXPECT_EQ(property(event, "plan"), Value("pro"));
  EXPECT_EQ(to_json(*property(event, "cart")), R"({"total":3})");
  EXPECT_EQ(event.page.path, "/pricing/a");
  EXPECT_EQ(event.page.url, "https://x.test/pricing/a?ref=a");
  EXPECT_EQ(event.page.host, "x.test");
  EXPECT_EQ(event.page.title, "T");
  EXPECT_EQ(event.page.referrer, "https://y.test/z");
  EXPECT_EQ(event.page.search, "ref=a");
  EXPECT_EQ(to_json(Value(event.page_groups)), R"(["pricing","all"])");
  EXPECT_EQ(event.campaign, (Campaign{"google", "cpc", "n", "t", "c"}));
  EXPECT_EQ(event.consent, "granted");
  EXPECT_EQ(event.mode, "test");
}

TEST(Event, TakesAPageFromPropertiesAndThenFromTheContext) {
  const Event event = read(R"({"type":"page","anonymousId":"v","timestamp":1772366400000,
      "properties":{"path":"/pricing/","title":"own"},
      "context":{"page":{"path":"/other","title":"context","referrer":"https://y.test/"}}})");
  EXPECT_EQ(event.name, "page");
  EXPECT_EQ(event.page.path, "/pricing/");
  EXPECT_EQ(event.page.title, "own");
  EXPECT_EQ(event.page.referrer, "https://y.test/");
  EXPECT_EQ(event.page_groups.size(), 2U) << "a trailing slash does not matter";
  const Event track =
      read(R"({"type":"track","event":"e","anonymousId":"v","timestamp":1772366400000,
      "properties":{"path":"/pricing","title":"own"},"context":{"page":{"path":"/other"}}})");
  EXPECT_EQ(track.page.path, "/other");
  EXPECT_EQ(track.page.title, "");
}

TEST(Event, TakesPathHostQueryAndCampaignFromTheAddress) {
  const Event event =
      read(R"({"type":"page","anonymousId":"v","timestamp":1772366400000,"properties":
      {"url":"https://x.test/pricing?ref=b&utm_source=s&utm_medium=m&utm_campaign=a%20b&utm_term=t&utm_content=c#f"}})");
  EXPECT_EQ(event.page.path, "/pricing");
  EXPECT_EQ(event.page.host, "x.test");
  EXPECT_EQ(event.campaign, (Campaign{"s", "m", "a b", "t", "c"}));
  const Event both = read(R"({"type":"page","anonymousId":"v","timestamp":1772366400000,
      "properties":{"url":"https://x.test/?utm_source=s"},"context":{"campaign":{"medium":"email"}}})");
  EXPECT_EQ(both.campaign, (Campaign{"", "email", "", "", ""}))
      << "context.campaign comes first, whole";
}

TEST(Event, HasNoMembersThatTheModelDoesNotName) {
  const Event event =
      read(R"({"type":"identify","anonymousId":"v","timestamp":1772366400000,"secret":"s1",
      "properties":{"plan":"pro","secret":"s2","cart":{"secret":"s3"}},
      "traits":{"industry":"energy","name":"s4","address":{"city":"Ulm","street":"s5"},"email":"s6@x.test","colour":"red"},
      "context":{"ip":"s7","page":{"secret":"s8","url":"https://x.test/?secret=s9#s10"},"userAgent":"s11"}})");
  const std::string text = to_json(model(), event);
  for (const char* secret :
       {"s1\"", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << text;
  }
  EXPECT_EQ(
      to_json(Value(event.traits)),
      R"({"industry":"energy","address":{"city":"Ulm"},"colour":"red","email_domain":"x.test","email_free":false})");
}

TEST(Event, HasTraitsOnlyOfIdentifyAndGroup) {
  EXPECT_TRUE(
      read(
          R"({"type":"track","event":"e","anonymousId":"v","timestamp":1772366400000,"traits":{"industry":"energy"}})")
          .traits.empty());
  const Event group =
      read(R"({"type":"group","groupId":"acme","anonymousId":"v","timestamp":1772366400000,
      "traits":{"plan":"pro","industry":"energy","email":"a@x.test"}})");
  EXPECT_EQ(group.group_id, "acme");
  EXPECT_EQ(to_json(Value(group.traits)), R"({"plan":"pro"})");
}

TEST(Event, DoesNotDependOnTheOrderOfMembers) {
  const char* const kParts[] = {
      R"("type":"identify")", R"("anonymousId":"v")", R"("timestamp":"2026-03-01T10:00:00Z")",
      R"("traits":{"email":"ann@gmail.com","industry":"energy","plan":"x"})",
      R"("context":{"page":{"url":"https://x.test/pricing?ref=a","path":"/p"}})"};
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  const auto text = [&] {
    std::string out = "{";
    for (const std::size_t i : order) out.append(out.size() > 1 ? "," : "").append(kParts[i]);
    return out + "}";
  };
  const Event first = read(text());
  while (std::next_permutation(order.begin(), order.end()))
    EXPECT_EQ(read(text()), first) << text();
}

TEST(Event, IsNotFooledByNames) {
  for (const char* name : {"page", "identify", "group", "visit"}) {
    EXPECT_EQ(read(std::string(R"({"type":"track","event":")") + name +
                   R"(","anonymousId":"v","timestamp":1772366400000})")
                  .name_id,
              kNoName);
  }
  EXPECT_EQ(read(R"({"type":"page","anonymousId":"v","timestamp":1772366400000})").name_id,
            model().find_name("page"));
  EXPECT_EQ(read(R"({"type":"screen"})").type, EventType::kIgnored) << "ignored types need nothing";
  EXPECT_EQ(read(R"({"type":"screen","userId":{},"timestamp":5})").type, EventType::kIgnored);
}

TEST(Event, RefusesBadMessagesEachWithItsPlace) {
  EXPECT_EQ(code("{"), "bad_json");
  EXPECT_EQ(code(""), "bad_json");
  EXPECT_EQ(code("{\"type\":\"page\"}x"), "bad_json");
  EXPECT_EQ(code(std::string(40, '[') + std::string(40, ']')), "too_deep");
  EXPECT_EQ(code(std::string(kMaxEventBytes + 1, ' ')), "too_long");
  for (const char* text : {"[]", "1", "null", "\"page\"", "[{\"type\":\"page\"}]"}) {
    EXPECT_EQ(code(text), "not_object") << text;
  }
  for (const char* text : {R"({"anonymousId":"v","timestamp":1772366400000})",
                           R"({"type":"","anonymousId":"v","timestamp":1772366400000})",
                           R"({"type":5,"anonymousId":"v","timestamp":1772366400000})"}) {
    EXPECT_EQ(code(text), "bad_type") << text;
  }
  for (const char* text :
       {R"({"type":"page","timestamp":1772366400000})",
        R"({"type":"page","anonymousId":"","timestamp":1772366400000})",
        R"({"type":"page","anonymousId":null,"userId":"","timestamp":1772366400000})"}) {
    EXPECT_EQ(code(text), "no_visitor") << text;
  }
  for (const char* text :
       {R"({"type":"track","anonymousId":"v","timestamp":1772366400000})",
        R"({"type":"track","event":"","anonymousId":"v","timestamp":1772366400000})",
        R"({"type":"track","event":5,"anonymousId":"v","timestamp":1772366400000})"}) {
    EXPECT_EQ(code(text), "no_event") << text;
  }
  for (const char* time : {"null",
                           "true",
                           "\"\"",
                           "\"2026-03-01T10:00:00\"",
                           "\"1772359200\"",
                           "1e300",
                           "-1e300",
                           "253402300800000",
                           "\"253402300800000\"",
                           "-62135596800000",
                           "0",
                           "{}",
                           "[0]",
                           "\"99999999999999999999999999\"",
                           "\"20260301T100000Z\"",
                           "\"2026-03-01 10:00:00Z\"",
                           "\"2026-03-01T10:00:00z\"",
                           "\"2026-03-01t10:00:00Z\"",
                           "\"2026-03-01T11:00:00+01\"",
                           "\"2026-W09-7T10:00:00Z\"",
                           "\"2026-060T10:00:00Z\"",
                           "\"2026-03-01T10Z\"",
                           "\"+1772359200000\"",
                           "\" 1772359200000\"",
                           "\"1772359200000.0\""}) {
    EXPECT_EQ(code(std::string(R"({"type":"page","anonymousId":"v","timestamp":)") + time + "}"),
              "bad_time")
        << time;
  }
  const auto all = read_event(model(), R"({"type":"page"})");
  ASSERT_EQ(all.errors().size(), 2U) << "all at once";
  EXPECT_EQ(all.errors()[0].at, "/anonymousId");
  EXPECT_EQ(all.errors()[1].at, "/timestamp");
  for (const Error& error : all.errors()) EXPECT_NE(error.fix, "");
}

TEST(Event, SurvivesMembersOfTheWrongKind) {
  const Event event = read(
      R"({"type":"page","anonymousId":"v","timestamp":1772366400000,"properties":[1,{"plan":"x"}],
      "traits":"x","context":7,"event":null})");
  EXPECT_EQ(property(event, "plan"), std::nullopt);
  EXPECT_EQ(read(R"({"type":"page","userId":"u","anonymousId":null,"timestamp":1772366400000})")
                .visitor(),
            "u");
}

constexpr const char* kUsual[] = {
    R"({"type":"page","messageId":"1","anonymousId":"v","timestamp":1772366400000,"properties":{"url":"https://x.test/pricing/?ref=ann@y.test&gclid=5&utm_source=a%20b","title":"by ann@y.test","referrer":"https://y.test/?q=1"}})",
    R"({"type":"track","event":"Demo Requested ann@y.test","userId":"u","timestamp":1772366399999,"properties":{"plan":["a",{"b":null}],"cart":[{"total":1},{"x":2},3]},"context":{"page":{"search":"?ref=%FF&a=b"},"mode":"test"}})",
    R"({"type":"identify","anonymousId":"v","timestamp":1772366400005,"traits":{"email":"Ann@GMAIL.com","industry":null,"address":[{"city":"Ulm"}]}})",
    R"({"type":"group","anonymousId":"v","timestamp":1772366400005,"groupId":"g","traits":{"plan":{"a":[1,2]}}})"};

TEST(Event, IsTheSameReadAgain) {
  for (const char* text : kUsual) {
    const Event once = read(text);
    const std::string written = to_json(model(), once);
    EXPECT_EQ(read(written), once) << written;
    EXPECT_EQ(to_json(model(), read(written)), written);
  }
}

TEST(EventReader, IsReadyForTheNextMessage) {
  EventReader reader(model());
  Event event;
  Errors errors;
  reader.begin(event);
  ASSERT_FALSE(read_json(R"({"type":"track","event":"Demo Requested","properties":{"plan":"pro"}})",
                         reader));
  EXPECT_FALSE(reader.finish(errors));
  EXPECT_EQ(errors.size(), 2U);
  reader.begin(event);
  ASSERT_TRUE(read_json(R"({"type":"track","properties":{"plan":["pro",)", reader));
  reader.begin(event);
  ASSERT_FALSE(read_json(R"({"type":"page","anonymousId":"v","timestamp":1772366400000})", reader));
  EXPECT_TRUE(reader.finish(errors));
  EXPECT_EQ(event, read(R"({"type":"page","anonymousId":"v","timestamp":1772366400000})"));
}

TEST(EventReader, LeavesNothingOfTheMessageBefore) {
  std::vector<std::string> messages(std::begin(kUsual), std::end(kUsual));
  messages.insert(
      messages.end(),
      {R"({"type":"page","anonymousId":"v","timestamp":1772366400000})", R"({"type":"screen"})",
       R"({"type":7,"event":[],"messageId":{},"timestamp":"soon","receivedAt":"never"})",
       R"([{"type":"page"}])", R"({"type":"track","properties":{"plan":["pro",{"a":[)",
       R"({"type":"alias","userId":"u","previousId":"v","originalTimestamp":1772366400000})",
       R"({"type":"track","event":"X","context":{"campaign":{"name":"n"},"consent":"c","page":{"title":"t"},"traits":{"email":"a@b.test"}})"});
  EventReader reader(model());
  Event event;
  const auto read_with = [&](const std::string& text, Errors& errors) {
    reader.begin(event);
    if (const auto error = read_json(text, reader)) {
      errors = {*error};
      return false;
    }
    return reader.finish(errors);
  };
  for (const std::string& first : messages) {
    for (const std::string& second : messages) {
      Errors ignored;
      read_with(first, ignored);
      Errors errors;
      const bool good = read_with(second, errors);
      const auto fresh = read_event(model(), second);
      ASSERT_EQ(good, fresh.ok()) << first << second;
      if (good) {
        EXPECT_EQ(event, *fresh) << first << second;
      } else {
        EXPECT_EQ(errors_json(errors), errors_json(fresh.errors())) << first << second;
      }
    }
  }
}

}  // namespace
}  // namespace kelvin
