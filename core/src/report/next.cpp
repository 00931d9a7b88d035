// Outlook: what a visitor is nearest to, and what is lost next if nothing happens.
#include <algorithm>

#include "condition/condition.h"
#include "condition/turns.h"
#include "kelvin/outcome.h"
#include "report/forecast.h"

namespace kelvin {
namespace {

using Op = Condition::Op;

/// How many moments are looked at for a drop; what is further off is not told.
constexpr int kMostSteps = 64;

constexpr std::int64_t kShownStep = 10'000;  // two decimals

/// Whether it is a lower bound on a score.
bool is_lower_bound(const Condition& part) {
  return (part.op == Op::kGreater || part.op == Op::kGreaterOrEqual) &&
         part.field.source == Field::Source::kScore && part.operand.as_number() != nullptr;
}

/// The least that a score must show for a lower bound to hold.
Points least_shown(const Condition& bound) {
  const Points points = to_points(*bound.operand.as_number());
  const std::int64_t rest = (points.millionths % kShownStep + kShownStep) % kShownStep;
  const bool itself = rest == 0 && bound.op == Op::kGreaterOrEqual;
  return points + Points{itself ? 0 : kShownStep - rest};
}

bool is_vetoed(const Model& model, const Snapshot& now, ScoreIndex score) {
  return std::any_of(now.disqualified.begin(), now.disqualified.end(),
                     [&](RuleIndex rule) { return model.rules[rule].score == score; });
}

/// How far a segment is: by the first of its lower bounds that is not reached.
struct Distance {
  const EvalContext& context;
  NextSegment to;
  const Condition* bound = nullptr;

  /// Takes down what does not hold of a condition, part by part.
  void add(const Condition& condition) {
    if (condition.op == Op::kAll) {
      for (const Condition& part : condition.children) add(part);
    } else if (!holds(condition, context)) {
      if (bound == nullptr && is_lower_bound(condition)) {
        bound = &condition;
      } else {
        add_fields(condition);
      }
    }
  }

  /// The fields that a condition names, each once.
  void add_fields(const Condition& condition) {
    if (is_combination(condition)) {
      for (const Condition& part : condition.children) add_fields(part);
    } else if (std::none_of(to.missing.begin(), to.missing.end(), [&](const Field* known) {
                 return field_name(*known) == field_name(condition.field);
               })) {
      to.missing.push_back(&condition.field);
    }
  }

  /// Whether points alone reach the bound; then how many are missing.
  bool finish() {
    if (bound == nullptr) return false;
    to.score = bound->field.index;
    const Points least = least_shown(*bound);
    to.points = least - context.snapshot->scores[to.score];
    return least <= to_shown(context.model.scores[to.score].high) &&
           !is_vetoed(context.model, *context.snapshot, to.score);
  }
};

/// The next moment at which silence or age takes a step, or turns a fact.
void find_step(const Model& model, const State& state, Instant t, Instant& next) {
  find_turn(model, state, t, next);
  for (const Score& score : model.scores) {
    if (!score.inactivity || !state.last_activity) continue;
    for (const auto& [after, points] : score.inactivity->steps) {
      keep_next(t, *state.last_activity + after, next);
    }
  }
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Decay& decay = model.rules[i].decay;
    for (const HitSlot& slot : state.rules[i].live) {
      if (decay.expire) keep_next(t, slot.first + *decay.expire, next);
      if (!decay.every || t - slot.first >= decay.life) continue;
      const std::int64_t steps = (t - slot.first).ms / decay.every->ms + 1;
      keep_next(t, slot.first + Duration{steps * decay.every->ms}, next);
    }
  }
}

/// What is lost at t that a millisecond earlier was there.
std::optional<NextDrop> drop_at(const Model& model, const State& state, Instant t) {
  const Snapshot before = view(model, state, {t.ms - 1});
  const Snapshot after = view(model, state, t);
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    if (after.scores[i] >= before.scores[i]) continue;
    NextDrop drop{t, i, before.scores[i], after.scores[i], {}};
    for (SegmentIndex s = 0; s < model.segments.size(); ++s) {
      if (before.segments[s] != 0 && after.segments[s] == 0) drop.left.push_back(s);
    }
    return drop;
  }
  return std::nullopt;
}

}  // namespace

std::optional<NextSegment> next_segment(const Model& model, const State& state, Instant at) {
  const Snapshot now = view(model, state, at);
  const EvalContext context{model, state, now.at, nullptr, &now};
  std::optional<NextSegment> nearest;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (now.segments[i] != 0) continue;
    Distance distance{context, {i, 0, {}, {}}};
    distance.add(model.segments[i].when);
    if (!distance.finish()) continue;
    const NextSegment& to = distance.to;
    const bool alike = nearest && nearest->missing.empty() == to.missing.empty();
    if (!nearest || (alike ? to.points < nearest->points : to.missing.empty())) nearest = to;
  }
  return nearest;
}

std::optional<NextDrop> next_drop(const Model& model, const State& state, Instant at) {
  if (!state.last) return std::nullopt;
  // Halving has no steps: what is told of it is when it ends a segment.
  List<Instant> ends;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (const auto end = leaves_at(model, state, i)) ends.push_back(*end);
  }
  Instant t = std::max(at, *state.last);
  const Instant last = t + kForecast;
  for (int n = 0; n < kMostSteps; ++n) {
    Instant step = last + kSecond;
    find_step(model, state, t, step);
    for (const Instant end : ends) keep_next(t, end, step);
    if (step > last) break;
    if (auto drop = drop_at(model, state, step)) return drop;
    t = step;
  }
  return std::nullopt;
}

}  // namespace kelvin
