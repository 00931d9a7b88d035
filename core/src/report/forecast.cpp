#include "report/forecast.h"

#include <algorithm>

#include "condition/turns.h"
#include "kelvin/outcome.h"

namespace kelvin {
namespace {

/// How many turns are looked at; what is further off is not told.
constexpr int kMostTurns = 256;

/// Whether a rule has points that rise as they fade: penalties, or a veto that ends.
bool may_rise(const Rule& rule, const RuleState& state) {
  const Decay& decay = rule.decay;
  if (!decay.half_life && !decay.in_slots()) return false;
  if (rule.veto && decay.in_slots() && !state.live.empty()) return true;
  return std::any_of(state.live.begin(), state.live.end(),
                     [](const HitSlot& slot) { return slot.sum < Points{}; });
}

/// Whether a longer silence takes less.
bool warms_again(const Inactivity& inactivity) {
  if (inactivity.mode == Inactivity::Mode::kAdd) return false;
  for (std::size_t i = 1; i < inactivity.steps.size(); ++i) {
    if (inactivity.steps[i].second < inactivity.steps[i - 1].second) return true;
  }
  return false;
}

/// Whether silence can raise a score, other than by a fact.
bool may_rise(const Model& model, const State& state, ScoreIndex index) {
  const Score& score = model.scores[index];
  return (score.inactivity && warms_again(*score.inactivity)) ||
         std::any_of(score.rules.begin(), score.rules.end(),
                     [&](RuleIndex i) { return may_rise(model.rules[i], state.rules[i]); }) ||
         std::any_of(score.of.begin(), score.of.end(), [&](const auto& part) {
           return part.second < 0 || may_rise(model, state, part.first);
         });
}

bool is(Condition::Op op, Condition::Op a, Condition::Op b) {
  return op == a || op == b;
}

/// Whether, while no fact and no age turns, silence can turn the condition only one way: off where
/// `falls_out`, else on. What becomes of grades and other segments is not looked into.
bool turns_once(const Model& model, const State& state, const Condition& condition,
                bool falls_out) {
  using Op = Condition::Op;
  using Source = Field::Source;
  if (is_combination(condition)) {
    const bool falls = (condition.op == Op::kNone) != falls_out;
    return std::all_of(
        condition.children.begin(), condition.children.end(),
        [&](const Condition& child) { return turns_once(model, state, child, falls); });
  }
  const Source source = condition.field.source;
  if (source != Source::kScore && source != Source::kMomentum) return source < Source::kScore;
  const bool one_way = falls_out ? is(condition.op, Op::kGreater, Op::kGreaterOrEqual)
                                 : is(condition.op, Op::kLess, Op::kLessOrEqual);
  const ScoreIndex score = condition.field.index;
  if (source == Source::kScore) return one_way && !may_rise(model, state, score);
  const auto& moves = state.momentum[score];
  return one_way && std::none_of(moves.begin(), moves.end(),
                                 [](const DayMove& move) { return move.moved < Points{}; });
}

/// When the points of a fact move by total.age_days: at a step's bound, or with each day.
void find_points_turn(const Rule& rule, const EvalContext& context, Instant& next) {
  constexpr Field::Source kAgeDays = Field::Source::kTotalAgeDays;
  const PointsTable& points = rule.points;
  const bool by_age = points.kind != PointsTable::Kind::kList && points.by.source == kAgeDays;
  if (by_age) {
    for (const auto& [bound, given] : points.steps) find_day_turn(bound, context, next);
  }
  const bool each_day = (by_age && points.kind == PointsTable::Kind::kValues) ||
                        (rule.multiply && rule.multiply->by.source == kAgeDays);
  if (each_day && context.state.first) {
    const std::int64_t days = (context.at - *context.state.first).ms / kDay.ms;
    find_day_turn(static_cast<double>(days), context, next);
  }
}

}  // namespace

void find_turn(const Model& model, const State& state, Instant t, Instant& next) {
  const EvalContext context{model, state, t};
  for (const Rule& rule : model.rules) {
    if (rule.kind != Rule::Kind::kFact) continue;
    if (rule.ages) find_turn(rule.condition, context, next);
    find_points_turn(rule, context, next);
  }
  for (const Segment& segment : model.segments) {
    find_turn(segment.when, context, next);
    if (segment.leave) find_turn(*segment.leave, context, next);
  }
}

std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex index) {
  const Segment& segment = model.segments[index];
  if (!state.last || state.segments[index] == 0 || segment.sticky) return std::nullopt;
  const bool one_edge = segment.leave ? turns_once(model, state, *segment.leave, false)
                                      : turns_once(model, state, segment.when, true);
  if (!one_edge) return std::nullopt;
  // Who is forgotten leaves all segments, and may enter some as a new visitor.
  const auto forgotten = forgotten_at(model, state);
  const Duration horizon = forgotten ? std::min(kForecast, *forgotten - *state.last) : kForecast;
  const Instant end = std::min(*state.last + horizon, kLatest);  // dates tell no more than these
  const auto in = [&](Instant t) { return view(model, state, t).segments[index] != 0; };
  Instant inside = *state.last;
  if (!in(inside)) return inside;
  for (int n = 0; n < kMostTurns && inside < end; ++n) {
    // Up to the moment before a turn, who is out stays out: one edge to find.
    Instant turn = end;
    find_turn(model, state, inside, turn);
    Instant outside = {turn.ms - 1};
    if (in(outside)) {
      if (!in(turn)) return turn;
      inside = turn;
      continue;
    }
    while ((outside - inside).ms > 1) {
      const Instant middle = inside + Duration{(outside - inside).ms / 2};
      (in(middle) ? inside : outside) = middle;
    }
    return outside;
  }
  return std::nullopt;
}

}  // namespace kelvin
