// Outlook: what a visitor is nearest to, and what is lost next if nothing happens.
#include <algorithm>

#include "condition/condition.h"
#include "kelvin/outcome.h"
#include "model/field_name.h"
#include "report/forecast.h"

namespace kelvin {
namespace {

using Op = Condition::Op;

/// How many moments are looked at for a drop; what is further off is not told.
constexpr int kMostSteps = 64;

constexpr std::int64_t kShownStep = 10'000;  // two decimals

/// The parts that must all hold: the condition itself, or what its $and and fields list.
void add_parts(const Condition& condition, std::vector<const Condition*>& out) {
  if (condition.op != Op::kAll) return out.push_back(&condition);
  for (const Condition& child : condition.children) add_parts(child, out);
}

/// The fields that a condition names, each once.
void add_fields(const Condition& condition, std::vector<std::string>& out) {
  for (const Condition& child : condition.children) {
    if (condition.op != Op::kElemMatch) add_fields(child, out);
  }
  if (condition.op == Op::kAll || condition.op == Op::kAny || condition.op == Op::kNone) return;
  std::string name = field_name(condition.field);
  if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
}

/// The least that a score must show for a lower bound to hold; nothing where it is none.
std::optional<Points> least_shown(const Condition& part) {
  const double* bound = part.operand.as_number();
  const bool lower = part.op == Op::kGreater || part.op == Op::kGreaterOrEqual;
  if (!lower || bound == nullptr || part.field.source != Field::Source::kScore) return std::nullopt;
  const Points points = to_points(*bound);
  const std::int64_t rest = (points.millionths % kShownStep + kShownStep) % kShownStep;
  const Points below{points.millionths - rest};
  return rest == 0 && part.op == Op::kGreaterOrEqual ? below : below + Points{kShownStep};
}

bool is_vetoed(const Model& model, const Standing& now, ScoreIndex score) {
  return std::any_of(now.disqualified.begin(), now.disqualified.end(),
                     [&](RuleIndex rule) { return model.rules[rule].score == score; });
}

/// How far a segment is by its first lower bound that is not reached; nothing where it has none
/// that points can reach.
std::optional<NextSegment> distance(const Model& model, const State& state, const Standing& now,
                                    SegmentIndex index) {
  std::vector<const Condition*> parts;
  add_parts(model.segments[index].when, parts);
  std::optional<NextSegment> out;
  std::vector<std::string> missing;
  const Scene scene{model, state, now.at, nullptr, &now};
  for (const Condition* part : parts) {
    if (holds(*part, scene)) continue;
    const auto least = out ? std::nullopt : least_shown(*part);
    if (!least) {
      add_fields(*part, missing);
      continue;
    }
    const ScoreIndex score = part->field.index;
    if (*least > to_shown(model.scores[score].high) || is_vetoed(model, now, score)) {
      return std::nullopt;
    }
    out = NextSegment{index, score, *least - now.scores[score], {}};
  }
  if (out) out->missing = std::move(missing);
  return out;
}

/// The earlier of the two that is after t.
void keep_next(Instant t, Instant candidate, std::optional<Instant>& next) {
  if (candidate > t && (!next || candidate < *next)) next = candidate;
}

/// The next moment at which silence or age takes a step.
std::optional<Instant> next_step(const Model& model, const State& state, Instant t) {
  std::optional<Instant> next;
  for (const Score& score : model.scores) {
    if (!score.inactivity || !state.last_activity) continue;
    for (const auto& [after, points] : score.inactivity->steps) {
      keep_next(t, *state.last_activity + after, next);
    }
  }
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Decay& decay = model.rules[i].decay;
    if (!decay.in_slots()) continue;
    for (const HitSlot& slot : state.rules[i].live) {
      const Duration age = t - slot.first;
      if (decay.expire) keep_next(t, slot.first + *decay.expire, next);
      if (!decay.every || age.ms < 0 || age >= decay.life) continue;
      const std::int64_t steps = age.ms / decay.every->ms + 1;
      keep_next(t, slot.first + Duration{steps * decay.every->ms}, next);
    }
  }
  return next;
}

/// What is lost at t that a millisecond earlier was there.
std::optional<NextDrop> drop_at(const Model& model, const State& state, Instant t) {
  const Standing before = view(model, state, {t.ms - 1});
  const Standing after = view(model, state, t);
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
  const Standing now = view(model, state, at);
  std::optional<NextSegment> nearest;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (now.segments[i] != 0) continue;
    auto segment = distance(model, state, now, i);
    if (!segment) continue;
    const bool needs_less = nearest && nearest->missing.empty() != segment->missing.empty()
                                ? segment->missing.empty()
                                : !nearest || segment->points < nearest->points;
    if (needs_less) nearest = std::move(segment);
  }
  return nearest;
}

std::optional<NextDrop> next_drop(const Model& model, const State& state, Instant at) {
  if (!state.last) return std::nullopt;
  const Instant from = std::max(at, *state.last);
  // Halving has no steps: what is told of it is when it ends a segment.
  std::vector<Instant> ends;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (const auto end = leaves_at(model, state, i)) ends.push_back(*end);
  }
  Instant t = from;
  for (int n = 0; n < kMostSteps; ++n) {
    auto step = next_step(model, state, t);
    for (const Instant end : ends) keep_next(t, end, step);
    if (!step || *step - from > kForecast) break;
    if (auto drop = drop_at(model, state, *step)) return drop;
    t = *step;
  }
  return std::nullopt;
}

}  // namespace kelvin
