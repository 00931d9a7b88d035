// Outlook: the nearest segment with how far it is, and the next drop to the millisecond.
#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin {
namespace {

struct Visitor {
  Model model;
  State state;
  explicit Visitor(std::string_view score, std::string_view rest = "")
      : model(model_of(score, rest)), state(new_state(model)) {}
  void take(std::string_view name, Instant t, std::string_view more = "") {
    feed(model, state, track(name, t, more));
  }
  /// "segment points missing..."; "" where there is none.
  [[nodiscard]] std::string next(Instant at = kNoon) const {
    const auto next = next_segment(model, state, at);
    if (!next) return "";
    std::string out = model.segments[next->segment].id + ' ' + to_json(Value(next->points.value()));
    for (const Field* field : next->missing) out += ' ' + field_name(*field);
    return out;
  }
  /// "days from to left..." counted from noon; "" where there is none.
  [[nodiscard]] std::string drop(Instant at = kNoon) const {
    const auto drop = next_drop(model, state, at);
    if (!drop) return "";
    std::string out =
        to_json(Value(static_cast<double>((drop->at - kNoon).ms) / static_cast<double>(kDay.ms)));
    out += ' ' + to_json(Value(drop->from.value())) + ' ' + to_json(Value(drop->to.value()));
    for (const SegmentIndex i : drop->left) out += ' ' + model.segments[i].id;
    return out;
  }
};

constexpr Duration days(std::int64_t n) {
  return {n * kDay.ms};
}

constexpr std::string_view kWarmth =
    R"("rules":[{"id":"a","on":"A","points":20},{"id":"b","on":"B","points":45}])";
constexpr std::string_view kSegments = R"("segments":[
    {"id":"hot","when":{"scores.s":{"$gte":70}},"leave":{"scores.s":{"$lt":60}}},
    {"id":"warm","when":{"scores.s":{"$gte":30},"segments":{"$ne":"hot"}}}])";

TEST(NextSegment, IsTheNearestByPoints) {
  Visitor visitor(kWarmth, kSegments);
  EXPECT_EQ(visitor.next(), "warm 30") << "of someone unknown too";
  visitor.take("A", kNoon);
  EXPECT_EQ(visitor.next(), "warm 10");
  visitor.take("B", kNoon);
  EXPECT_EQ(visitor.next(), "hot 5");
  visitor.take("A", kNoon);
  EXPECT_EQ(visitor.next(), "") << "hot is not warm, but no points are missing for it";
}

TEST(NextSegment, NeedsTheLeastThatIsShown) {
  const auto next_of = [](const std::string& when) {
    return Visitor(kWarmth, R"("segments":[{"id":"g","when":{"scores.s":)" + when + "}}]").next();
  };
  EXPECT_EQ(next_of(R"({"$gte":10})"), "g 10");
  EXPECT_EQ(next_of(R"({"$gt":10})"), "g 10.01");
  EXPECT_EQ(next_of(R"({"$gte":10.001})"), "g 10.01");
  EXPECT_EQ(next_of(R"({"$gt":10.001})"), "g 10.01");
  EXPECT_EQ(next_of(R"({"$gte":100})"), "g 100");
  EXPECT_EQ(next_of(R"({"$gte":100.001})"), "") << "above the range";
  EXPECT_EQ(next_of(R"({"$gt":100})"), "");
  EXPECT_EQ(next_of(R"({"$gte":0})"), "") << "it is in";
  EXPECT_EQ(next_of(R"({"$lt":0})"), "") << "no lower bound";
  EXPECT_EQ(next_of(R"({"$not":{"$lt":10}})"), "");
}

TEST(NextSegment, CountsBelowZeroToo) {
  Visitor visitor(R"("range":[-50,50],"rules":[{"id":"a","on":"A","points":-30.55,"limit":1}])",
                  R"("segments":[{"id":"g","when":{"scores.s":{"$gte":-10.505}}}])");
  EXPECT_EQ(visitor.next(), "");
  visitor.take("A", kNoon);
  EXPECT_EQ(visitor.next(), "g 20.05") << "-10.50 is the least that is at least -10.505";
}

TEST(NextSegment, ListsWhatElseIsMissingAndPrefersWhereNothingIs) {
  Visitor visitor(kWarmth, R"("segments":[
      {"id":"vip","when":{"scores.s":{"$gte":10},"profile.plan":"pro","$or":[{"total.visits":{"$gte":9}},
        {"rules.a.hits":1},{"rules.a.matches":1},{"total.visits":{"$lt":0}}],"visit.number":{"$gte":0},"momentum.s":{"$gte":1}}},
      {"id":"far","when":{"scores.s":{"$gte":90}}}])");
  EXPECT_EQ(visitor.next(), "far 90");
  visitor.model.segments[1].sticky = true;
  visitor.state.segments[1] = 1;
  EXPECT_EQ(visitor.next(),
            "vip 10 profile.plan total.visits rules.a.hits rules.a.matches momentum.s");
}

TEST(NextSegment, IsNoneBehindAVeto) {
  Visitor visitor(
      R"("rules":[{"id":"a","on":"A","points":5},{"id":"v","on":"V","veto":true,"decay":{"expire":"1d"}}])",
      R"("segments":[{"id":"g","when":{"scores.s":{"$gte":10}}}])");
  visitor.take("A", kNoon);
  EXPECT_EQ(visitor.next(), "g 5");
  visitor.take("V", kNoon);
  EXPECT_EQ(visitor.next(), "");
  EXPECT_EQ(visitor.next(kNoon + days(1)), "g 5");
}

TEST(NextDrop, IsTheNextStepOfInactivityThatTakesSomething) {
  Visitor visitor(
      R"("inactivity":{"steps":[{"after":"10d","points":-15},{"after":"20d","points":-15},{"after":"30d","points":-30}]},
      "rules":[{"id":"a","on":"A","points":40}])",
      R"("segments":[{"id":"g","when":{"scores.s":{"$gte":20}}}])");
  EXPECT_EQ(visitor.drop(), "") << "of someone unknown";
  visitor.take("A", kNoon);
  EXPECT_EQ(visitor.drop(), "10 40 25");
  EXPECT_EQ(visitor.drop({kNoon.ms + days(10).ms - 1}), "10 40 25");
  EXPECT_EQ(visitor.drop(kNoon + days(10)), "30 25 10 g");
  EXPECT_EQ(visitor.drop(kNoon + days(30)), "");
  EXPECT_EQ(visitor.drop(kNoon - days(30)), "10 40 25") << "a view before the last event is at it";
}

TEST(NextDrop, IsTheNextPercentStepOrExpiry) {
  Visitor visitor(R"("rules":[
      {"id":"a","on":"A","points":10,"decay":{"percent":25,"every":"10d"}},
      {"id":"b","on":"B","points":8,"decay":{"expire":"15d"}},
      {"id":"c","on":"C","points":-20,"decay":{"expire":"2d"}}])");
  visitor.take("A", kNoon);
  visitor.take("B", kNoon);
  EXPECT_EQ(visitor.drop(), "10 18 15.5");
  EXPECT_EQ(visitor.drop(kNoon + days(10)), "15 15.5 7.5");
  EXPECT_EQ(visitor.drop(kNoon + days(15)), "20 7.5 5");
  EXPECT_EQ(visitor.drop(kNoon + days(30)), "40 2.5 0");
  EXPECT_EQ(visitor.drop(kNoon + days(40)), "");
  visitor.take("C", kNoon);
  EXPECT_EQ(visitor.drop(), "10 18 15.5") << "a penalty that expires is no drop";
}

TEST(NextDrop, OfHalvingIsTheEndOfASegment) {
  Visitor visitor(
      R"("rules":[{"id":"a","on":"A","points":40,"decay":{"half_life":"1d"}}])",
      R"("segments":[{"id":"g","when":{"scores.s":{"$gte":20}}},{"id":"h","when":{"scores.s":{"$gte":10}}}])");
  visitor.take("A", kNoon);
  const auto first = next_drop(visitor.model, visitor.state, kNoon);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->from, to_points(20));
  EXPECT_EQ(first->to, to_points(19.99));
  EXPECT_EQ(first->left, List<SegmentIndex>{0});
  EXPECT_EQ(view(visitor.model, visitor.state, {first->at.ms - 1}).segments[0], 1);
  EXPECT_EQ(view(visitor.model, visitor.state, first->at).segments[0], 0);
  const auto second = next_drop(visitor.model, visitor.state, first->at);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->left, List<SegmentIndex>{1});
  EXPECT_FALSE(next_drop(visitor.model, visitor.state, second->at));
}

TEST(NextDrop, TakesNoStepsOfHitsThatAreWornOff) {
  Visitor visitor(R"("rules":[{"id":"a","on":"A","points":10,"decay":{"percent":100,"every":"1h"}},
      {"id":"b","on":"B","points":8,"decay":{"expire":"15d"}}])");
  visitor.take("A", kNoon);
  visitor.take("B", kNoon);
  EXPECT_EQ(visitor.drop(kNoon + days(1)), "15 8 0");
}

TEST(NextDrop, LooksNoFurtherThanAForecast) {
  const auto drop_of = [](const std::string& expire) {
    Visitor visitor(R"("rules":[{"id":"a","on":"A","points":10,"decay":{"expire":")" + expire +
                    R"("}}])");
    visitor.take("A", kNoon);
    return visitor.drop();
  };
  EXPECT_EQ(drop_of("400d"), "400 10 0");
  EXPECT_EQ(drop_of("401d"), "");
}

TEST(Outlook, IsToldWithReasonsOnly) {
  Visitor visitor(R"("rules":[{"id":"a","on":"A","points":40,"decay":{"expire":"1d"}}])",
                  kSegments);
  visitor.take("A", kNoon);
  const Value plain = *parse_json(view_json(visitor.model, visitor.state, kNoon));
  EXPECT_EQ(plain.find("next"), nullptr);
  EXPECT_EQ(plain.find("next_drop"), nullptr);
  const Value told = *parse_json(view_json(visitor.model, visitor.state, kNoon, {.reasons = true}));
  EXPECT_EQ(to_json(*told.find("next")),
            R"({"segment":"hot","label":"hot","score":"s","points":30,"missing":[]})");
  EXPECT_EQ(to_json(*told.find("next_drop")),
            R"({"at":1772452800000,"score":"s","from":40,"to":0,"left":["warm"]})");
  const Value later =
      *parse_json(view_json(visitor.model, new_state(visitor.model), kNoon, {.reasons = true}));
  EXPECT_TRUE(later.find("next_drop")->is_null());
}

}  // namespace
}  // namespace kelvin
