// What is told of the future against a scan of it: every moment at which anything that the
// generators make can turn, the milliseconds beside these, and some between.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "property/arbitrary.h"
#include "property/generate_conditions.h"
#include "property/journey.h"
#include "report/forecast.h"

namespace kelvin::property {
namespace {

/// The dates and the bounds that the generators write, worked out by hand.
constexpr std::int64_t kDates[] = {1'772'323'200'000, 1'772'186'400'001, 1'772'712'000'000,
                                   1'772'409'600'000, 1'773'957'600'000, 1'773'273'600'000};
constexpr std::int64_t kBounds[] = {7 * kDay.ms, kDay.ms,       30 * kDay.ms, 30 * kMinute.ms,
                                    0,           60 * kDay.ms,  -3 * kDay.ms, -kDay.ms,
                                    2 * kDay.ms, 12 * kHour.ms, 10 * kDay.ms, 5 * kDay.ms};

void add_steps(const Model& model, const State& state, std::vector<std::int64_t>& out) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Decay& decay = model.rules[i].decay;
    for (const HitSlot& slot : state.rules[i].live) {
      if (decay.expire) out.push_back((slot.first + *decay.expire).ms);
      for (int n = 1; decay.every && n <= 100; ++n) {
        out.push_back(slot.first.ms + n * decay.every->ms);
      }
    }
  }
  for (const Score& score : model.scores) {
    if (!score.inactivity || !state.last_activity) continue;
    for (const auto& [after, points] : score.inactivity->steps) {
      out.push_back((*state.last_activity + after).ms);
    }
  }
}

/// Rising, from `from` on to kForecast after it.
std::vector<Instant> moments(const Model& model, const State& state, Instant from) {
  std::vector<std::int64_t> all;
  for (const std::int64_t date : kDates) {
    for (const std::int64_t bound : kBounds) all.push_back(date + bound);
  }
  for (int days = 0; days < 40; ++days) all.push_back(state.first->ms + days * kDay.ms);
  add_steps(model, state, all);
  std::vector<std::int64_t> out;
  for (const std::int64_t t : all) {
    for (const std::int64_t beside : {-1, 0, 1, 2}) out.push_back(t + beside);
  }
  for (int n = 0; n < 60; ++n) {
    out.push_back(from.ms + *rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, kForecast.ms)));
  }
  const auto far = forgotten_at(model, state);
  const std::int64_t end = std::min(from + kForecast, far.value_or(kLatest)).ms;
  std::erase_if(out, [&](std::int64_t t) { return t <= from.ms || t >= end; });
  std::sort(out.begin(), out.end());
  std::vector<Instant> instants;
  for (const std::int64_t t : out) instants.push_back({t});
  return instants;
}

rc::Gen<GeneList> genes() {
  return rc::gen::container<GeneList>(60, rc::gen::resize(100, rc::gen::inRange(0U, kGeneRange)));
}

State after_all(const Journey& journey) {
  State state = new_state(journey.model);
  for (const Event& event : journey.events) apply(journey.model, state, event);
  return state;
}

/// Whether nothing but facts and ages can turn a condition.
bool of_facts_alone(const Condition& condition) {
  return condition.field.source < Field::Source::kScore &&
         std::all_of(condition.children.begin(), condition.children.end(), of_facts_alone);
}

/// Facts and segments that ask for dates and ages, and a visitor who has them.
ModelText model_of_ages(Genes& g) {
  Names names;
  names.event_rules = {0};
  const auto fact = [&](const char* id) {
    return object({{"id", id},
                   {"while", condition(g, names, person_test)},
                   {"points", g.pick({20, -10, 7.25, 40})}});
  };
  Value event = object({{"id", "r0"}, {"on", "A"}, {"points", 20}});
  if (g.one_in(2)) event.set("decay", object({{"expire", g.pick({"2d", "10d", "31d"})}}));
  Value score = object({{"id", "s0"}, {"rules", Array{event, fact("r1"), fact("r2")}}});
  if (g.one_in(3)) {
    const Value step = object({{"after", g.pick({"3d", "30d"})}, {"points", -15}});
    score.set("inactivity", object({{"steps", Array{step}}}));
  }
  const Value reached = object({{"scores.s0", object({{"$gte", g.pick({10, 20, 30})}})}});
  const Value lost = object({{"scores.s0", object({{"$lt", g.pick({10, 20})}})}});
  const Value asked = condition(g, names, person_test);
  const Value left = g.one_in(2) ? condition(g, names, person_test) : lost;
  return {to_json(
      object({{"kelvin", 1},
              {"id", "m"},
              {"version", "1"},
              {"scores", Array{score}},
              {"segments", Array{object({{"id", "g0"}, {"when", asked}}),
                                 object({{"id", "g1"}, {"when", reached}}),
                                 object({{"id", "g2"}, {"when", reached}, {"leave", left}})}}}))};
}

Log log_of_dates(Genes& g) {
  const auto message = [](std::int64_t time, Value more) {
    more.set("anonymousId", "v");
    more.set("timestamp", static_cast<double>(time));
    return to_json(more);
  };
  const Value since = g.pick({"2026-03-01", "2026-02-27T10:00:00.001Z", "2026-03-05T12:00:00",
                              "2026-03-20T00:00:00+02:00", Array{"2026-03-02", "2026-03-12"}});
  const std::int64_t start = kDates[0] + static_cast<std::int64_t>(g.take(20)) * kDay.ms / 2;
  Value traits = object({{"industry", "energy"}, {"size", g.pick({1, 3})}});
  traits.set("since", since);
  const Value track = object({{"type", "track"}, {"event", "A"}});
  return {{message(start, object({{"type", "identify"}, {"traits", traits}})),
           message(start + static_cast<std::int64_t>(g.take(3)) * kDay.ms, track)}};
}

void check_leaves_at(const Journey& journey) {
  const Model& model = journey.model;
  const State state = after_all(journey);
  RC_PRE(state.first.has_value());
  const std::vector<Instant> scan = moments(model, state, *state.last);
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    const Segment& segment = model.segments[i];
    const auto told = leaves_at(model, state, i);
    const auto in = [&](Instant t) { return view(model, state, t).segments[i] != 0; };
    if (told) RC_ASSERT(!in(*told));
    const bool certain = state.segments[i] != 0 && !segment.sticky &&
                         of_facts_alone(segment.leave ? *segment.leave : segment.when);
    if (!told && !certain) continue;
    RC_CLASSIFY(told.has_value() && *told > *state.last, "an end is told");
    for (const Instant t : scan) {
      if (!told || t < *told) RC_ASSERT(in(t));
    }
  }
}

void check_next_drop(const Journey& journey) {
  const Model& model = journey.model;
  const State state = after_all(journey);
  RC_PRE(state.first.has_value());
  const bool fades = std::any_of(model.rules.begin(), model.rules.end(), [](const Rule& rule) {
    return rule.decay.half_life || rule.decay.every;
  });
  const Instant at = *state.last + Duration{*any_silence()};
  const auto told = next_drop(model, state, at);
  const auto shown = [&](Instant t) { return view(model, state, t).scores; };
  if (told) {
    RC_ASSERT(shown({told->at.ms - 1})[told->score] == told->from);
    RC_ASSERT(shown(told->at)[told->score] == told->to);
    RC_ASSERT(told->to < told->from);
  }
  const auto far = forgotten_at(model, state);
  if (fades || (far && *far <= at)) return;  // halving has no steps, and percent may have too many
  RC_CLASSIFY(told.has_value(), "a drop is told");
  for (const Instant t : moments(model, state, at)) {
    if (told && t >= told->at) break;
    const auto before = shown({t.ms - 1});
    const auto after = shown(t);
    for (ScoreIndex i = 0; i < after.size(); ++i) RC_ASSERT(after[i] >= before[i]);
  }
}

RC_GTEST_PROP(Forecast, LeavesAtIsWhereAScanFindsIt, ()) {
  check_leaves_at({*any_model(), *any_log()});
}
RC_GTEST_PROP(Forecast, NextDropIsWhereAScanFindsIt, ()) {
  check_next_drop({*any_model(), *any_log()});
}
RC_GTEST_PROP(Forecast, LeavesAtKnowsAges, ()) {
  Genes g(*genes());
  const ModelText model = model_of_ages(g);
  check_leaves_at({model, log_of_dates(g)});
}
RC_GTEST_PROP(Forecast, NextDropKnowsAges, ()) {
  Genes g(*genes());
  const ModelText model = model_of_ages(g);
  check_next_drop({model, log_of_dates(g)});
}

}  // namespace
}  // namespace kelvin::property
