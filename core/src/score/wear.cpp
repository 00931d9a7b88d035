#include "score/wear.h"

#include <algorithm>

#include "score/rule_points.h"
#include "score/sum.h"

namespace kelvin {
namespace {

/// What the ladder takes for a gap: zero or more.
Points pending(const Inactivity& inactivity, Duration gap) {
  Points taken;
  for (const auto& [after, points] : inactivity.steps) {
    if (gap < after) break;
    taken = inactivity.mode == Inactivity::Mode::kAdd ? taken + points : points;
  }
  return taken;
}

Points pending(const Score& score, const State& state, Instant t) {
  if (!score.inactivity || !state.last_activity) return {};
  return pending(*score.inactivity, t - *state.last_activity);
}

double ratio(Points part, Points whole) {
  return static_cast<double>(part.millionths) / static_cast<double>(whole.millionths);
}

void wear_score(const Model& model, const Score& score, Points taken, const State& state,
                List<RuleState>& rules, Instant t) {
  const ScoreSum sum = sum_of({model, state, t}, score, rules);
  const Points top = std::min(sum.total, score.high);
  const Points target = std::max(score.low, top - taken);
  if (target >= sum.total || sum.earned <= Points{}) return;
  const Points left = std::max(Points{}, sum.earned - (sum.total - target));
  const double factor = ratio(left, sum.earned);

  for (const SumPart& part : sum.parts) {
    if (!part.earned || part.cut <= Points{}) continue;
    // Of a group above its cap only what the cap let through is worn; the rest is given up.
    const double of_part = factor * ratio(part.cut, part.uncut);
    for (const RuleIndex index : part.rules) {
      scale_points(model.rules[index], rules[index], of_part, t);
    }
  }
}

}  // namespace

bool wears(const Model& model, const State& state, Instant t) {
  return std::any_of(model.scores.begin(), model.scores.end(),
                     [&](const Score& score) { return pending(score, state, t) > Points{}; });
}

void wear(const Model& model, const State& state, List<RuleState>& rules, Instant t) {
  for (const Score& score : model.scores) {
    const Points taken = pending(score, state, t);
    if (taken > Points{}) wear_score(model, score, taken, state, rules, t);
  }
}

}  // namespace kelvin
