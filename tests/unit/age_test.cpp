// $age: which dates there are, the edges of its comparisons to the millisecond, and what time alone
// then does to facts, segments, triggers and forecasts.
#include <gtest/gtest.h>

#include <string>

#include "report/forecast.h"
#include "unit/support.h"

namespace kelvin {
namespace {

std::string identify(Instant t, const std::string& traits) {
  return R"({"type":"identify","anonymousId":"v","timestamp":)" + std::to_string(t.ms) +
         R"(,"traits":)" + traits + "}";
}

/// A model with a fact `f` of 10 points, true while the date `profile.d` has this age.
std::string fact(const std::string& age) {
  return R"("rules":[{"id":"f","while":{"profile.d":)" + age + R"(},"points":10},)" +
         R"({"id":"a","on":"A","points":40}])";
}

struct Visitor {
  Model model;
  State state;
  explicit Visitor(const std::string& score, std::string_view rest = "")
      : model(model_of(score, rest)), state(new_state(model)) {}
  [[nodiscard]] double shown(Instant at) const { return view(model, state, at).scores[0].value(); }
};

/// Whether the fact holds at noon for a date that is written so.
bool holds_at_noon(const std::string& age, const std::string& date) {
  Visitor visitor(fact(age));
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + date + "}"));
  return visitor.shown(kNoon) == 10;
}

std::string ago(Duration d) {
  return std::to_string((kNoon - d).ms);
}

TEST(Age, HasEdgesToTheMillisecond) {
  const auto at = [](const char* age, std::int64_t ms) { return holds_at_noon(age, ago({ms})); };
  const std::int64_t week = 7 * kDay.ms;
  EXPECT_TRUE(at(R"({"$age":{"$lt":"7d"}})", week - 1));
  EXPECT_FALSE(at(R"({"$age":{"$lt":"7d"}})", week));
  EXPECT_TRUE(at(R"({"$age":{"$lte":"7d"}})", week));
  EXPECT_FALSE(at(R"({"$age":{"$lte":"7d"}})", week + 1));
  EXPECT_FALSE(at(R"({"$age":{"$gt":"7d"}})", week));
  EXPECT_TRUE(at(R"({"$age":{"$gt":"7d"}})", week + 1));
  EXPECT_FALSE(at(R"({"$age":{"$gte":"7d"}})", week - 1));
  EXPECT_TRUE(at(R"({"$age":{"$gte":"7d"}})", week));
  EXPECT_FALSE(at(R"({"$age":{"$gt":"0s"}})", 0));
  EXPECT_TRUE(at(R"({"$age":{"$gte":"0s","$lte":"-0s"}})", 0));
}

TEST(Age, MayLieAhead) {
  const char* soon = R"({"$age":{"$gte":"-3d","$lt":"0s"}})";
  EXPECT_FALSE(holds_at_noon(soon, ago({-3 * kDay.ms - 1})));
  EXPECT_TRUE(holds_at_noon(soon, ago({-3 * kDay.ms})));
  EXPECT_TRUE(holds_at_noon(soon, ago({-1})));
  EXPECT_FALSE(holds_at_noon(soon, ago({0})));
}

TEST(Age, IsOfDatesAlone) {
  const char* any = R"({"$age":{"$gt":"-1000000w"}})";
  for (const char* date :
       {R"("2026-02-28")", R"("2026-02-28T10:00:00")", R"("2026-02-28T10:00")",
        R"("2026-02-28T10:00:00.5+05:30")", R"("2026-02-28T10:00:00Z")", R"("1960-01-01")",
        "100000000000", R"("100000000000")", "253402300799999", "1772366400000.5"}) {
    EXPECT_TRUE(holds_at_noon(any, date)) << date;
  }
  for (const char* date : {R"("28.02.2026")",
                           R"("2026-02-30")",
                           R"("2026-02")",
                           R"("20260228")",
                           R"("soon")",
                           R"("")",
                           "99999999999",
                           R"("99999999999")",
                           "253402300800000",
                           "1772366400",
                           "true",
                           "null",
                           "{}",
                           R"("+100000000000")",
                           R"("1e12")",
                           R"("2026-02-28T")",
                           R"(" 2026-02-28")",
                           "[]",
                           R"(["x",5])",
                           R"("-100000000000")"}) {
    EXPECT_FALSE(holds_at_noon(any, date)) << date;
    EXPECT_TRUE(holds_at_noon(R"({"$not":{"$age":{"$gt":"-1000000w"}}})", date)) << date;
  }
}

TEST(Age, OfADateAloneBeginsAtItsMidnightInUtc) {
  EXPECT_TRUE(holds_at_noon(R"({"$age":{"$gte":"12h","$lte":"12h"}})", R"("2026-03-01")"));
  EXPECT_TRUE(holds_at_noon(R"({"$age":{"$gte":"2h","$lte":"2h"}})", R"("2026-03-01T10:00")"));
  EXPECT_TRUE(
      holds_at_noon(R"({"$age":{"$gte":"3h","$lte":"3h"}})", R"("2026-03-01T10:00+01:00")"));
}

TEST(Age, OfAListOneDateMeetsAll) {
  const char* between = R"({"$age":{"$gt":"1d","$lt":"3d"}})";
  const auto list = [](std::int64_t a, std::int64_t b) {
    return "[" + ago({a * kHour.ms}) + "," + ago({b * kHour.ms}) + "]";
  };
  EXPECT_TRUE(holds_at_noon(between, list(12, 48)));
  EXPECT_FALSE(holds_at_noon(between, list(12, 96)));
  EXPECT_TRUE(holds_at_noon(R"({"$elemMatch":{"$age":{"$gt":"1d"}}})", list(12, 96)));
  EXPECT_FALSE(holds_at_noon(R"({"$elemMatch":{"$age":{"$gt":"1d"}}})", ago({96 * kHour.ms})));
}

TEST(Age, InWhereIsAtTheTimeTheEventIsTakenAt) {
  Visitor visitor(
      R"("rules":[{"id":"r","on":"A","where":{"properties.due":{"$age":{"$gte":"0s"}}},"points":1}])");
  const auto take = [&visitor](Instant t, Instant due) {
    feed(visitor.model, visitor.state,
         track("A", t, R"("properties":{"due":)" + std::to_string(due.ms) + "}"));
    return visitor.shown(t);
  };
  EXPECT_EQ(take(kNoon, kNoon + Duration{1}), 0);
  EXPECT_EQ(take(kNoon, kNoon), 1);
  // Late by an hour: taken at noon.
  EXPECT_EQ(take(kNoon - kHour, kNoon), 2);
}

TEST(Age, TurnsFactsAsAViewPasses) {
  Visitor visitor(fact(R"({"$age":{"$lt":"7d"}})"));
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + ago(kDay) + "}"));
  const Instant end = kNoon + Duration{6 * kDay.ms};
  EXPECT_EQ(visitor.shown({end.ms - 1}), 10);
  EXPECT_EQ(visitor.shown(end), 0);
  EXPECT_EQ(visitor.shown(kNoon), 10) << "reading changes nothing";
}

constexpr std::string_view kTriggers =
    R"("triggers":[{"id":"old","when":{"hit":"f"},"to":["d"]}],"destinations":[{"id":"d","url":"/in"}])";

TEST(Age, AFactThatTimeTurnedTrueIsAHit) {
  Visitor visitor(fact(R"({"$age":{"$gte":"7d"}})"), kTriggers);
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + ago(kDay) + "}"));
  const Instant due = kNoon + Duration{6 * kDay.ms};
  EXPECT_TRUE(feed(visitor.model, visitor.state, track("Tick", {due.ms - 1})).fired.empty());
  const Outcome turned = feed(visitor.model, visitor.state, track("Tick", due));
  ASSERT_EQ(turned.fired.size(), 1u);
  EXPECT_TRUE(turned.fired[0].in_silence);
  EXPECT_EQ(turned.earlier.scores[0], to_points(0));
  EXPECT_EQ(turned.before.scores[0], to_points(10));
  EXPECT_TRUE(feed(visitor.model, visitor.state, track("A", due + kDay)).fired.empty()) << "once";
}

TEST(Age, AFactThatAnEventTurnsIsNoHitOfTime) {
  Visitor visitor(fact(R"({"$not":{"$age":{"$gte":"7d"}}})"), kTriggers);
  const Outcome first = feed(visitor.model, visitor.state, track("A", kNoon));
  ASSERT_EQ(first.fired.size(), 1u) << "of someone unknown it was not asked";
  EXPECT_FALSE(first.fired[0].in_silence);
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":"2020-01-01"})"));
  const Outcome again = feed(visitor.model, visitor.state, identify(kNoon + kDay, R"({"d":null})"));
  ASSERT_EQ(again.fired.size(), 1u);
  EXPECT_FALSE(again.fired[0].in_silence);
}

TEST(Age, AFactThatEndedAndBeganAgainIsAHitAgain) {
  Visitor visitor(fact(R"({"$age":{"$gte":"0s","$lt":"1d"}})"), kTriggers);
  const std::string dates = "[" + ago({0}) + "," + ago({-3 * kDay.ms}) + "]";
  EXPECT_EQ(
      feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + dates + "}")).fired.size(),
      1u);
  const auto fired = [&visitor](std::int64_t days) {
    return feed(visitor.model, visitor.state, track("Tick", kNoon + Duration{days * kDay.ms}))
        .fired.size();
  };
  EXPECT_EQ(fired(2), 0u);
  EXPECT_EQ(fired(3), 1u);
}

TEST(Age, PendingWearUsesTheFactsOfTheMoment) {
  // 40 earned and 10 of the fact; the range ends at 45. A silence of 10 days takes 15.
  const std::string wear =
      R"("range":[0,45],"inactivity":{"steps":[{"after":"10d","points":-15}]},)";
  Visitor visitor(wear + fact(R"({"$age":{"$lt":"12d"}})"));
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + ago({0}) + "}"));
  feed(visitor.model, visitor.state, track("A", kNoon));
  const auto at = [](std::int64_t days) { return kNoon + Duration{days * kDay.ms}; };
  EXPECT_EQ(visitor.shown(at(9)), 45);
  EXPECT_EQ(visitor.shown(at(10)), 30) << "45 less 15";
  EXPECT_EQ(visitor.shown(at(12)), 25) << "without the fact 40 less 15";
  // An event at 11 days wears 20 of the 40 earned (5 lay above the range), and they stay worn.
  feed(visitor.model, visitor.state, track("B", at(11)));
  EXPECT_EQ(visitor.shown(at(11)), 30);
  EXPECT_EQ(visitor.shown(at(12)), 20);
}

std::string leaving(const Visitor& visitor, SegmentIndex segment = 0) {
  const auto end = leaves_at(visitor.model, visitor.state, segment);
  return end ? std::to_string((*end - kNoon).ms) : "";
}

/// A visitor with the date `d` a day before noon, in a segment with this condition.
Visitor in_segment(const std::string& when,
                   const std::string& score = fact(R"({"$age":{"$lt":"7d"}})"),
                   const std::string& dates = ago(kDay)) {
  Visitor visitor(score, R"("segments":[{"id":"g","when":)" + when + "}]");
  feed(visitor.model, visitor.state, identify(kNoon, R"({"d":)" + dates + "}"));
  EXPECT_EQ(visitor.state.segments[0], 1);
  return visitor;
}

TEST(LeavesAt, IsWhereAnAgeTurnsTheSegment) {
  const std::int64_t day = kDay.ms;
  EXPECT_EQ(leaving(in_segment(R"({"profile.d":{"$age":{"$lt":"7d"}}})")), std::to_string(6 * day));
  EXPECT_EQ(leaving(in_segment(R"({"profile.d":{"$age":{"$lte":"7d"}}})")),
            std::to_string(6 * day + 1));
  EXPECT_EQ(leaving(in_segment(R"({"profile.d":{"$not":{"$age":{"$gte":"3d"}}}})")),
            std::to_string(2 * day));
  EXPECT_EQ(leaving(in_segment(R"({"$nor":[{"profile.d":{"$age":{"$gt":"3d"}}}]})")),
            std::to_string(2 * day + 1));
  EXPECT_EQ(leaving(in_segment(R"({"$or":[{"profile.d":{"$age":{"$lt":"2d"}}},
                                          {"profile.d":{"$age":{"$gt":"1d","$lt":"5d"}}}]})")),
            std::to_string(4 * day));
  EXPECT_EQ(leaving(in_segment(R"({"profile.d":{"$age":{"$gt":"0s"}}})")), "") << "it never ends";
  EXPECT_EQ(leaving(in_segment(R"({"profile.d":{"$age":{"$lt":"500d"}}})")), "") << "too far off";
}

TEST(LeavesAt, IsTheFirstGapBetweenDates) {
  // The first date is less than two days old for a day more, the second from five days on.
  const std::string dates = "[" + ago(kDay) + "," + ago({-5 * kDay.ms}) + "]";
  const Visitor visitor =
      in_segment(R"({"profile.d":{"$age":{"$gte":"0s","$lt":"2d"}}})", fact("1"), dates);
  EXPECT_EQ(leaving(visitor), std::to_string(kDay.ms));
}

TEST(LeavesAt, FollowsFactsInAScore) {
  EXPECT_EQ(leaving(in_segment(R"({"scores.s":{"$gte":10}})")), std::to_string(6 * kDay.ms));
  const std::string falls =
      R"("rules":[{"id":"f","while":{"profile.d":{"$age":{"$gt":"3d"}}},"points":-30},
      {"id":"i","on":"identify","points":40}])";
  EXPECT_EQ(leaving(in_segment(R"({"scores.s":{"$gte":20}})", falls)),
            std::to_string(2 * kDay.ms + 1));
  EXPECT_EQ(leaving(in_segment(R"({"rules.f.hits":1})")), std::to_string(6 * kDay.ms));
}

TEST(LeavesAt, CountsTheDaysOfAVisitor) {
  EXPECT_EQ(leaving(in_segment(R"({"total.age_days":{"$lt":30}})")), std::to_string(30 * kDay.ms));
  EXPECT_EQ(leaving(in_segment(R"({"total.age_days":{"$lte":30}})")), std::to_string(31 * kDay.ms));
  EXPECT_EQ(leaving(in_segment(R"({"total.age_days":{"$in":[0,1,3]}})")),
            std::to_string(2 * kDay.ms));
  EXPECT_EQ(leaving(in_segment(R"({"total.age_days":{"$lt":"2.5"}})")),
            std::to_string(3 * kDay.ms));
  const std::string steps = R"("rules":[{"id":"f","while":{"profile.d":{"$exists":true}},
      "points":{"by":"total.age_days","steps":[[0,10],[5,20],[9,3]]}}])";
  EXPECT_EQ(leaving(in_segment(R"({"scores.s":{"$gte":10}})", steps)), std::to_string(9 * kDay.ms));
}

TEST(LeavesAt, IsNotToldWhereAScoreMayRise) {
  const std::string first = R"({"kelvin":1,"id":"m","version":"1","scores":[
      {"id":"s","rules":[{"id":"a","on":"identify","points":40,"decay":{"half_life":"1d"}}]},
      {"id":"t","rules":[{"id":"b","on":"identify","points":50}]},
      {"id":"u","of":{"t":1,"s":-1}}],"segments":[{"id":"g","when":{"scores.u":{"$gte":10}}},
      {"id":"h","when":{"scores.s":{"$gte":20}}}]})";
  const Model model = compiled(first);
  State state = new_state(model);
  feed(model, state, identify(kNoon, R"({"x":1})"));
  EXPECT_FALSE(leaves_at(model, state, 0)) << "u rises as s falls";
  EXPECT_TRUE(leaves_at(model, state, 1)) << "which is nothing to h";
}

TEST(NextDrop, LooksAtAges) {
  const Visitor visitor = in_segment("{}");
  const auto drop = next_drop(visitor.model, visitor.state, kNoon);
  ASSERT_TRUE(drop);
  EXPECT_EQ((drop->at - kNoon).ms, 6 * kDay.ms);
  EXPECT_EQ(drop->from, to_points(10));
  EXPECT_EQ(drop->to, to_points(0));
  EXPECT_FALSE(next_drop(visitor.model, visitor.state, drop->at));
}

}  // namespace
}  // namespace kelvin
