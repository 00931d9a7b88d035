#include "report/forecast.h"

#include <algorithm>

#include "kelvin/outcome.h"

namespace kelvin {
namespace {

/// Whether silence can raise a score: penalties that fade, or days that took momentum.
bool may_rise(const Model& model, const State& state) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Decay& decay = model.rules[i].decay;
    if (!decay.half_life && !decay.in_slots()) continue;
    for (const HitSlot& slot : state.rules[i].live) {
      if (slot.sum < Points{}) return true;
    }
  }
  for (const auto& moves : state.momentum) {
    for (const DayMove& move : moves) {
      if (move.moved < Points{}) return true;
    }
  }
  return false;
}

bool is(Condition::Op op, Condition::Op a, Condition::Op b) {
  return op == a || op == b;
}

/// Whether falling scores can turn the condition only one way: off where `falls_out`, else on.
/// What time does to ages, grades and other segments is not looked into.
bool turns_once(const Condition& condition, bool falls_out) {
  using Op = Condition::Op;
  using Source = Field::Source;
  if (is(condition.op, Op::kAll, Op::kAny)) {
    return std::all_of(condition.children.begin(), condition.children.end(),
                       [&](const Condition& child) { return turns_once(child, falls_out); });
  }
  if (condition.op == Op::kNone) {
    return std::all_of(condition.children.begin(), condition.children.end(),
                       [&](const Condition& child) { return turns_once(child, !falls_out); });
  }
  const Source source = condition.field.source;
  if (source == Source::kScore || source == Source::kMomentum) {
    return falls_out ? is(condition.op, Op::kGreater, Op::kGreaterOrEqual)
                     : is(condition.op, Op::kLess, Op::kLessOrEqual);
  }
  return source != Source::kTotalAgeDays && source < Source::kScore;
}

}  // namespace

std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex index) {
  const Segment& segment = model.segments[index];
  const bool one_edge =
      segment.leave ? turns_once(*segment.leave, false) : turns_once(segment.when, true);
  if (!state.last || state.segments[index] == 0 || segment.sticky || !one_edge ||
      may_rise(model, state)) {
    return std::nullopt;
  }
  // Who is forgotten leaves all segments, and may enter some as a new visitor.
  const auto end = forgotten_at(model, state);
  const Duration horizon = end ? std::min(kForecast, *end - *state.last) : kForecast;
  const auto in = [&](Instant t) { return view(model, state, t).segments[index] != 0; };
  // One edge to find: stride out to it, then close in.
  Instant inside = *state.last;
  Instant outside = inside;
  for (Duration stride = kHour; in(outside); stride = {stride.ms * 2}) {
    if (outside - *state.last >= horizon) return std::nullopt;
    inside = outside;
    outside = *state.last + std::min(stride, horizon);
  }
  while ((outside - inside).ms > 1) {
    const Instant middle = inside + Duration{(outside - inside).ms / 2};
    (in(middle) ? inside : outside) = middle;
  }
  if (outside > kLatest) return std::nullopt;  // no calendar date tells it
  return outside;
}

}  // namespace kelvin
