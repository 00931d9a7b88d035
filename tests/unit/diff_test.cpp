// Drift between two logs, and two models on one log.
#include "kelvin/study/diff.h"

#include "kelvin/study/drift.h"
#include "support.h"

namespace kelvin::study {
namespace {

constexpr std::string_view kOld = R"({"kelvin":1,"id":"m","version":"1","scores":[
  {"id":"s","range":[0,100],"rules":[{"id":"view","on":"page","points":10},
    {"id":"cart","on":"Cart","points":20}]},
  {"id":"old","range":[0,9],"rules":[{"id":"x","on":"page","points":1}]}],
  "segments":[{"id":"hot","when":{"scores.s":{"$gte":30}}}],
  "grade":[{"score":"s","bands":{"A":50,"B":0}}],
  "triggers":[{"id":"call","when":{"enter":"hot"},"to":[]}]})";
constexpr std::string_view kNew = R"({"kelvin":1,"id":"m","version":"2","scores":[
  {"id":"s","range":[0,100],"rules":[{"id":"view","on":"page","points":5},
    {"id":"cart","on":"Cart","points":60}]}],
  "segments":[{"id":"hot","when":{"scores.s":{"$gte":30}}},
    {"id":"warm","when":{"scores.s":{"$gte":10}}}],
  "grade":[{"score":"s","bands":{"A":50,"B":0}}],
  "triggers":[{"id":"call","when":{"enter":"hot"},"to":[]}]})";

struct Done {
  std::string visitor, name;
  double days = 0;
};

const std::vector<Done> kLog = {
    {"a", "page", 0}, {"a", "page", 1}, {"a", "page", 2}, {"b", "Cart", 3}, {"c", "page", 14}};

/// Calls with what each event came to, and with each visitor's state at the end.
template <class Applied, class Conclude>
void replay(const Model& model, const std::vector<Done>& log, Applied applied, Conclude conclude) {
  std::map<std::string, State> states;
  for (const Done& done : log) {
    const Instant at = kNoon + Duration{static_cast<std::int64_t>(done.days * kDay.ms)};
    const std::string what =
        done.name == "page" ? R"("type":"page")" : R"("type":"track","event":")" + done.name + "\"";
    const Event event = event_of(model, R"({"anonymousId":")" + done.visitor + R"(","timestamp":)" +
                                            std::to_string(at.ms) + "," + what + "}");
    State& state = states.try_emplace(done.visitor, new_state(model)).first->second;
    const Outcome outcome = apply(model, state, event);
    applied(state, outcome);
  }
  for (const auto& [visitor, state] : states) conclude(state);
}

DiffSide side_of(const Model& model) {
  DiffSide side(model);
  replay(
      model, kLog, [&](const State& s, const Outcome& o) { side.applied(s, o); },
      [&](const State& s) { side.conclude(s, kNoon + Duration{14 * kDay.ms}); });
  return side;
}

TEST(Diff, TellsWhoMovesAndHowFar) {
  const Model one = compiled(kOld), other = compiled(kNew);
  const DiffReport report = diff(side_of(one), side_of(other), "s");
  EXPECT_EQ(report.visitors, 3U);
  EXPECT_DOUBLE_EQ(report.weeks, 2);
  ASSERT_EQ(report.scores.size(), 1U);
  EXPECT_EQ(report.scores_gone, std::vector<std::string>{"old"});
  EXPECT_EQ(report.scores[0].up, 1U);    // b: 20 to 60
  EXPECT_EQ(report.scores[0].down, 2U);  // a: 30 to 15, c: 10 to 5
  EXPECT_EQ(report.scores[0].least, -15);
  EXPECT_EQ(report.scores[0].most, 40);
  EXPECT_EQ(report.scores[0].middle, -5);

  ASSERT_EQ(report.segments.size(), 2U);
  EXPECT_EQ(report.segments[0].only_old, 1U);
  EXPECT_EQ(report.segments[0].only_new, 1U);
  EXPECT_FALSE(report.segments[1].in_old);
  EXPECT_EQ(report.segments[1].only_new, 2U);
  EXPECT_EQ(report.between_segments.at({"hot", "warm"}), 1U);
  EXPECT_EQ(report.between_segments.at({"none", "hot + warm"}), 1U);
  EXPECT_EQ(report.between_segments.at({"none", "none"}), 1U);
  EXPECT_EQ(report.between_grades.at({"B", "A"}), 1U);

  ASSERT_EQ(report.triggers.size(), 1U);
  EXPECT_EQ(report.triggers[0].times_old, 1U);
  EXPECT_EQ(report.triggers[0].only_old, 1U);
  EXPECT_EQ(report.triggers[0].only_new, 1U);

  ASSERT_EQ(report.reached.size(), 21U);
  EXPECT_EQ(report.reached.front().score, 5);
  EXPECT_EQ(report.reached.front().before, 1);
  EXPECT_EQ(report.reached.back().score, 60);
  EXPECT_EQ(report.reached.back().before, 0);
  EXPECT_DOUBLE_EQ(report.reached.back().after, 1 / 3.0);

  ASSERT_EQ(report.largest.size(), 3U);
  EXPECT_EQ(report.largest[0].visitor, "b");
  EXPECT_EQ(report.largest[2].visitor, "c");
}

TEST(Diff, AModelAgainstItselfMovesNobody) {
  const Model model = compiled(kOld);
  const DiffReport report = diff(side_of(model), side_of(model), "s");
  EXPECT_EQ(report.unchanged, report.visitors);
  EXPECT_TRUE(report.largest.empty());
  EXPECT_EQ(report.scores[0].same, 3U);
  EXPECT_EQ(report.segments[0].both, 1U);
}

TEST(Diff, ReasonsAreRulesByTheirShift) {
  const Model one = compiled(kOld), other = compiled(kNew);
  const auto reasons = [](const Model& model) {
    List<Reason> out;
    replay(
        model, {{"v", "page", 0}, {"v", "Cart", 0}}, [](const State&, const Outcome&) {},
        [&](const State& state) { out = explain(model, state, kNoon); });
    return out;
  };
  const auto shifts = reason_shifts(one, reasons(one), other, reasons(other), "s", 3);
  ASSERT_EQ(shifts.size(), 2U);
  EXPECT_EQ(shifts[0].rule, "cart");
  EXPECT_EQ(shifts[0].after - shifts[0].before, to_points(40));
  EXPECT_EQ(shifts[1].rule, "view");
  EXPECT_EQ(reason_shifts(one, reasons(one), other, reasons(other), "s", 1).size(), 1U);
}

TEST(Diff, TwoScoresOfTheSameRowsAreDrawnTogether) {
  std::vector<Scored> a, b;
  Random random(5);
  for (std::uint32_t i = 0; i < 400; ++i) {
    const bool yes = random.below(3) == 0;
    const double truth = random.below(100) + (yes ? 40 : 0);
    a.push_back({truth, yes, 1, i});
    b.push_back({truth + random.below(150), yes, 1, i});
  }
  const auto better = area_difference(a, b, {.times = 500});
  ASSERT_TRUE(better);
  EXPECT_GT(better->interval->low, 0);
  const auto same = area_difference(a, a, {.times = 500});
  EXPECT_EQ(same->interval->low, 0);
  EXPECT_EQ(same->interval->high, 0);
  EXPECT_FALSE(area_difference({}, {}, {}));
}

Highest highest_of(const Model& model, const std::vector<Done>& log) {
  Highest out(model);
  replay(
      model, log, [&](const State& s, const Outcome& o) { out.applied(s, o); },
      [](const State&) {});
  return out;
}

/// So many visitors with so many pages each.
std::vector<Done> crowd(int visitors, int low, int high) {
  std::vector<Done> log;
  for (int i = 0; i < visitors; ++i) {
    for (int page = 0; page < low + i % (high - low + 1); ++page) {
      log.push_back({"v" + std::to_string(i), "page", page * 0.01});
    }
  }
  return log;
}

TEST(Drift, SameLogsAreStableAndOthersAreNot) {
  const Model model = compiled(kOld);
  const Highest then = highest_of(model, crowd(500, 1, 8));
  const DriftReport same = drift(model, then, highest_of(model, crowd(500, 1, 8)));
  EXPECT_NEAR(*same.scores[0].index, 0, 1e-12);
  EXPECT_STREQ(drift_verdict(same.scores[0]), "stable");

  const DriftReport moved = drift(model, then, highest_of(model, crowd(500, 5, 9)));
  EXPECT_STREQ(drift_verdict(moved.scores[0]), "act");
  ASSERT_EQ(moved.scores[0].thresholds.size(), 2U);
  EXPECT_EQ(moved.scores[0].thresholds[0].now, 1);
  EXPECT_GT(moved.scores[0].thresholds[0].difference->low, 0);
  double then_all = 0, now_all = 0;
  for (const DriftBin& bin : moved.scores[0].bins) {
    then_all += bin.then;
    now_all += bin.now;
  }
  EXPECT_EQ(then_all, 500);
  EXPECT_EQ(now_all, 500);
}

TEST(Drift, FewVisitorsMayDifferByChance) {
  const Model model = compiled(kOld);
  const DriftReport few =
      drift(model, highest_of(model, crowd(12, 1, 6)), highest_of(model, crowd(12, 1, 9)));
  EXPECT_STREQ(drift_verdict(few.scores[0]), "few");
  const DriftReport none = drift(model, highest_of(model, crowd(12, 1, 6)), Highest(model));
  EXPECT_STREQ(drift_verdict(none.scores[0]), "nothing");
}

TEST(Drift, ChanceGivesLessThanItSaysInNineteenOfTwenty) {
  Random random(3);
  int above = 0;
  constexpr int kRounds = 400;
  const Model model = compiled(kOld);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> then(10), now(10);
    for (int i = 0; i < 300; ++i) {
      ++then[random.below(10)];
      ++now[random.below(10)];
    }
    // (1/300 + 1/300) times the 95th percentile of a chi-squared of nine degrees of freedom.
    if (*stability_index(then, now) > 2.0 / 300 * 16.919) ++above;
  }
  EXPECT_GT(above, kRounds / 50);
  EXPECT_LT(above, kRounds / 10);
}

}  // namespace
}  // namespace kelvin::study
