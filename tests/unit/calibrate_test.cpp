// Calibration: whose events count until when, who is found, and what is not said on thin data.
#include "kelvin/study/calibrate.h"

#include <map>

#include "kelvin/study/propose.h"
#include "support.h"

namespace kelvin::study {
namespace {

constexpr std::string_view kModel = R"({"kelvin":1,"id":"m","version":"1",
  "scores":[{"id":"interest","range":[0,100],"rules":[
    {"id":"view","on":"page","points":10,"decay":{"expire":"10d"}},
    {"id":"cart","on":"Product Added","points":30}]},
   {"id":"fit","range":[0,100],"rules":[{"id":"big","while":{"profile.big":true},"points":50}]}],
  "grade":[{"score":"fit","bands":{"A":40,"B":0}}],
  "segments":[{"id":"hot","when":{"scores.interest":{"$gte":30}}},
    {"id":"keen","when":{"$and":[{"scores.interest":{"$gt":10}},{"grade":"A"}]}}]})";

/// A log with labels, through model and calibration as a shell does it; `parts`: by visitors, on so
/// many calibrations that merge in the end.
class Judged {
 public:
  explicit Judged(std::string_view json = kModel) : model(compiled(json)) {}

  void label(const std::string& visitor, std::optional<double> converted_days = {},
             std::optional<bool> accepted = {}) {
    Label label{visitor, converted_days.has_value(), {}, accepted, {}};
    if (converted_days) label.converted_at = at(*converted_days);
    labels.add(label);
  }
  void event(const std::string& visitor, double days, const std::string& rest) {
    log.push_back(R"({"anonymousId":")" + visitor + R"(","timestamp":)" +
                  std::to_string(at(days).ms) + "," + rest + "}");
  }
  void view(const std::string& visitor, double days) {
    event(visitor, days, R"("type":"page","properties":{"path":"/"})");
  }
  void cart(const std::string& visitor, double days) {
    event(visitor, days, R"("type":"track","event":"Product Added")");
  }

  CalibrationReport report(std::size_t parts = 1, CalibrationOptions how = {}) const {
    std::vector<Calibration> some(parts, Calibration(model, labels, how));
    std::map<std::string, State> states;
    const auto part = [&](std::string_view visitor) -> Calibration& {
      return some[visitor_number(visitor) % parts];
    };
    for (const std::string& text : log) {
      const Event event = event_of(model, text);
      Calibration& own = part(event.visitor());
      if (!own.takes(event)) continue;
      State& state = states.try_emplace(event.visitor(), new_state(model)).first->second;
      const Outcome outcome = apply(model, state, event);
      own.applied(state, outcome);
    }
    for (const auto& [visitor, state] : states) part(visitor).conclude(state);
    for (std::size_t i = 0; i + 1 < parts; ++i) some[parts - 1].merge(std::move(some[i]));
    return some[parts - 1].report();
  }
  std::string json(std::size_t parts = 1, CalibrationOptions how = {}) const {
    return calibration_json(model, report(parts, how), 0, {});
  }

  static Instant at(double days) {
    return kNoon + Duration{static_cast<std::int64_t>(days * kDay.ms)};
  }

  Model model;
  Labels labels;
  std::vector<std::string> log;
};

/// Buyers with carts, others with views alone; every fourth of either like the other kind.
Judged crowd(int buyers, int others) {
  Judged judged;
  for (int i = 0; i < buyers + others; ++i) {
    const bool buyer = i < buyers;
    const std::string who = (buyer ? "b" : "o") + std::to_string(i);
    judged.label(who, buyer ? std::optional<double>(6.0) : std::nullopt);
    judged.view(who, i % 5);
    if (i % 3 == 0) judged.view(who, i % 5 + 0.5);
    if (buyer != (i % 4 == 0)) judged.cart(who, i % 5 + 0.6);
  }
  return judged;
}

TEST(Calibration, ABuyersEventsCountUntilTheConversionAndNotAtIt) {
  Judged judged = crowd(60, 90);
  const std::string before = judged.json();
  for (int i = 0; i < 60; ++i) {
    judged.cart("b" + std::to_string(i), 6);     // at exactly that time
    judged.cart("b" + std::to_string(i), 5000);  // long after it
  }
  CalibrationReport report = judged.report();
  EXPECT_EQ(report.events_after, 120U);
  report.events_after = 0;
  EXPECT_EQ(calibration_json(judged.model, report, 0, {}), before);
}

TEST(Calibration, TheHighestCountsNotWhatIsLeftAtTheEnd) {
  Judged judged;
  judged.label("a", 40);
  judged.label("b");
  judged.cart("a", 0);
  for (int i = 0; i < 3; ++i) judged.view("b", i * 0.1);
  judged.view("b", 30);  // the first three have expired
  const CalibrationReport report = judged.report();
  const auto& bounds = report.scores[0].thresholds;
  ASSERT_EQ(bounds.size(), 2U);
  EXPECT_EQ(bounds[1].threshold.name, "segment hot");
  EXPECT_EQ(bounds[1].found.visitors, 2U);
  EXPECT_EQ(bounds[1].found.converted, 1U);
  EXPECT_EQ(bounds[1].found.lead, Duration{40 * kDay.ms});
  EXPECT_EQ(report.scores[0].visitors[0].score, 30);
}

TEST(Calibration, FoundByHand) {
  Judged judged;
  judged.label("a", 14, true);
  judged.label("b", 14);
  judged.label("c", {}, false);
  judged.label("d");
  judged.cart("a", 0);
  judged.cart("c", 7);
  judged.view("b", 7);
  judged.view("d", 14);
  const CalibrationReport report = judged.report();
  EXPECT_DOUBLE_EQ(report.weeks, 2);
  const Found& hot = report.scores[0].thresholds[1].found;
  EXPECT_EQ(hot.visitors, 2U);
  EXPECT_EQ(hot.precision, 0.5);
  EXPECT_EQ(hot.recall, 0.5);
  EXPECT_EQ(hot.lift, 1);
  EXPECT_EQ(hot.per_week, 1);
  EXPECT_EQ(hot.judged, 2U);
  EXPECT_EQ(hot.accepted, 1U);
  EXPECT_EQ(report.segments[0].visitors, 2U);
  EXPECT_EQ(report.segments[1].visitors, 0U);  // nobody has grade A
}

TEST(Calibration, BoundsAreThoseThatMustBeMetAndGrades) {
  const Model model = compiled(kModel);
  std::string out;
  for (const Threshold& threshold : thresholds(model)) {
    out += std::string(model.scores[threshold.score].id) + " " +
           std::to_string(threshold.least.millionths) + " " + threshold.name + "\n";
  }
  EXPECT_EQ(out,
            "interest 10010000 segment keen\n"
            "interest 30000000 segment hot\n"
            "fit 40000000 grade A\n");
  EXPECT_EQ(main_score(model), 0U);
  EXPECT_EQ(rules_on(model, "Product Added"), std::vector<RuleIndex>{1});
  EXPECT_TRUE(rules_on(model, "Order Completed").empty());
}

TEST(Calibration, WhoHasNoLabelOrNoEventsIsCountedAndNamed) {
  Judged judged;
  judged.label("a", 5);
  judged.view("a", 1);
  judged.label("early", 0.5);
  judged.view("early", 1);
  for (const char* who : {"z", "y", "x"}) judged.label(who);
  for (const char* who : {"t", "s", "r", "q", "p", "o"}) judged.view(who, 0);
  const CalibrationReport report = judged.report();
  EXPECT_EQ(report.visitors, 1U);
  EXPECT_EQ(report.converted_first, 1U);
  EXPECT_EQ(report.without_events, 3U);
  EXPECT_EQ(report.some_without_events, (std::vector<std::string>{"x", "y", "z"}));
  EXPECT_EQ(report.without_label, 6U);
  EXPECT_EQ(report.some_without_label, (std::vector<std::string>{"o", "p", "q", "r", "s"}));
  EXPECT_EQ(report.converted_later, 1U);
}

TEST(Calibration, PartsMergeToTheSameInAnyNumber) {
  const Judged judged = crowd(70, 80);
  EXPECT_EQ(judged.json(1), judged.json(3));
  EXPECT_EQ(judged.json(1, {.horizon = kDay}), judged.json(7, {.horizon = kDay}));
}

TEST(Calibration, SaysNoMoreThanTheDataHolds) {
  const auto nothing = crowd(5, 500).report();
  EXPECT_EQ(nothing.depth, Depth::kNothing);
  EXPECT_FALSE(nothing.scores[0].area);
  EXPECT_TRUE(nothing.scores[0].chances.empty());

  const auto little = crowd(20, 500).report();
  EXPECT_EQ(little.depth, Depth::kLittle);
  EXPECT_TRUE(little.scores[0].area_interval);
  EXPECT_TRUE(little.scores[0].chances.empty());

  const auto some = crowd(60, 100).report();
  EXPECT_EQ(some.depth, Depth::kSome);
  EXPECT_FALSE(some.scores[0].chances.empty());
  EXPECT_TRUE(some.scores[0].brier);
  EXPECT_EQ(crowd(500, 119).report().depth, Depth::kSome);
  EXPECT_EQ(crowd(120, 130).report().depth, Depth::kEnough);
}

TEST(Calibration, ChancesLieBetweenTheirBandsAndRise) {
  const auto report = crowd(150, 300).report();
  const ScoreCalibration& score = report.scores[0];
  ASSERT_FALSE(score.chances.empty());
  EXPECT_FALSE(score.stepwise);
  double before = 0;
  for (const Chance& chance : score.chances) {
    EXPECT_GT(chance.chance, before);
    EXPECT_LE(chance.interval.low, chance.chance);
    EXPECT_GE(chance.interval.high, chance.chance);
    before = chance.chance;
  }
  EXPECT_NEAR(score.brier->brier,
              score.brier->miscalibration - score.brier->discrimination + score.brier->uncertainty,
              1e-12);
}

TEST(Calibration, StepsTakeOverAtAThousandConversions) {
  EXPECT_FALSE(crowd(999, 1500).report().scores[0].stepwise);
  EXPECT_TRUE(crowd(1000, 1500).report().scores[0].stepwise);
}

TEST(Calibration, AScoreThatSeparatesOrNeverMovesGetsNoChances) {
  Judged judged;
  for (int i = 0; i < 200; ++i) {
    const std::string who = "v" + std::to_string(i);
    judged.label(who, i < 100 ? std::optional<double>(9.0) : std::nullopt);
    judged.view(who, 0);
    if (i < 100) judged.cart(who, 1);
  }
  const auto report = judged.report();
  EXPECT_TRUE(report.scores[0].separated);
  EXPECT_TRUE(report.scores[0].chances.empty());
  EXPECT_TRUE(report.scores[1].constant);
  ASSERT_EQ(report.leaks.size(), 1U);
  EXPECT_EQ(judged.model.rules[report.leaks[0].rule].id, "cart");
  EXPECT_EQ(report.leaks[0].matched, 100U);
}

TEST(Calibration, LooksAreEndsOfVisitsAndAVisitorsWeighOne) {
  Judged judged;
  judged.label("a", 10);
  judged.view("a", 0);     // too early for two days
  judged.view("a", 0.01);  // the same visit
  judged.view("a", 9);
  judged.label("b");
  judged.view("b", 1);
  judged.view("b", 19.5);  // too late
  judged.view("b", 20);    // the end
  const auto report = judged.report(1, {.horizon = Duration{2 * kDay.ms}});
  EXPECT_EQ(report.looks, 3U);
  EXPECT_EQ(report.looks_too_late, 2U);
  const auto& rows = report.scores[0].rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].score, 20);
  EXPECT_FALSE(rows[0].yes);
  EXPECT_EQ(rows[0].weight, 0.5);
  EXPECT_EQ(rows[1].score, 30);
  EXPECT_TRUE(rows[1].yes);
  EXPECT_EQ(rows[1].visitor, 0U);
  EXPECT_EQ(rows[2].weight, 1);
  EXPECT_EQ(rows[2].visitor, 1U);
}

TEST(Calibration, UntilEndsTheObservation) {
  Judged judged;
  judged.label("a");
  judged.view("a", 0);
  EXPECT_DOUBLE_EQ(judged.report(1, {.until = Judged::at(21)}).weeks, 3);
  EXPECT_DOUBLE_EQ(judged.report().weeks, 0);
}

TEST(Holdouts, ComparesByTheHashWhetherOrNotAnythingWasSeen) {
  const Model model = model_of(R"("rules":[{"id":"r","on":"page","points":1}])",
                               R"("experiences":[{"id":"cta","if":{"scores.s":{"$gte":1}},
      "at":"#c","set":{"text":"x"},"holdout":0.5},
      {"id":"all","if":{"scores.s":{"$gte":1}},"at":"#c","set":{"text":"x"}}])");
  std::vector<HeldVisitor> visitors;
  for (int i = 0; i < 2000; ++i) {
    const std::string who = "v" + std::to_string(i);
    const bool held = is_held(model, model.experiences[0], Text(who));
    visitors.push_back({who, i % 10 < (held ? 1 : 2), {i % 10 < 4, 0}});
  }
  const auto found = holdouts(model, visitors);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].all.shown + found[0].all.held, 2000U);
  EXPECT_GT(*found[0].split_chance, 0.001);
  EXPECT_NEAR(*found[0].all.difference, 0.1, 0.03);
  EXPECT_GT(found[0].all.interval->low, 0);
  // Four in ten came to where it is: the others, who convert never, say nothing of it.
  EXPECT_NEAR(static_cast<double>(found[0].exposed.shown + found[0].exposed.held), 800, 0);
  EXPECT_NEAR(*found[0].exposed.difference, 0.25, 0.05);
  EXPECT_EQ(found[0].exposed.shown_converted, found[0].all.shown_converted);
  // Someone lost most of those held out.
  std::erase_if(visitors, [&](const HeldVisitor& visitor) {
    return is_held(model, model.experiences[0], Text(visitor.visitor)) &&
           visitor_number(visitor.visitor) % 3 != 0;
  });
  EXPECT_LT(*holdouts(model, visitors)[0].split_chance, 0.001);
  EXPECT_FALSE(holdouts(model, {})[0].all.interval);
}

}  // namespace
}  // namespace kelvin::study
