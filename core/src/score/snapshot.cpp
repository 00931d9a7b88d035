#include "score/snapshot.h"

#include <algorithm>

#include "condition/condition.h"
#include "score/rule_points.h"
#include "score/sum.h"
#include "score/wear.h"

namespace kelvin {
namespace {

/// The rules of a score that veto it.
void find_vetoes(const Model& model, const Score& score, const EvalContext& context,
                 const List<RuleState>& rules, List<RuleIndex>& out) {
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    if (!rule.veto) continue;
    const bool live = rule.kind == Rule::Kind::kFact ? holds(rule.condition, context)
                                                     : has_live_hit(rule, rules[index], context.at);
    if (live) out.push_back(index);
  }
}

/// The weighted sum of what other scores show.
Points composed(const Score& score, const List<Points>& shown) {
  Points sum;
  for (const auto& [part, weight] : score.of) {
    sum += to_contribution(static_cast<double>(shown[part].millionths) * weight);
  }
  return sum;
}

/// The score that shows most of those that may be on top; the earlier in the list where equal.
std::optional<ScoreIndex> top_of(const Model& model, const Top& top, const Snapshot& snapshot) {
  const List<Points>& shown = snapshot.scores;
  const auto vetoed = [&](ScoreIndex i) {
    return std::any_of(snapshot.disqualified.begin(), snapshot.disqualified.end(),
                       [&](RuleIndex rule) { return model.rules[rule].score == i; });
  };
  std::optional<ScoreIndex> best;
  for (const ScoreIndex i : top.of) {
    const bool enough =
        top.at_least ? shown[i] >= *top.at_least : shown[i] > to_shown(model.scores[i].low);
    if (enough && !vetoed(i) && (!best || shown[i] > shown[*best])) best = i;
  }
  return best;
}

Text grade_of(const Model& model, const List<Points>& scores) {
  Text grade;
  for (const GradePart& part : model.grade) {
    const auto reached = std::find_if(part.bands.begin(), part.bands.end(), [&](const auto& band) {
      return scores[part.score] >= band.second;
    });
    grade += reached != part.bands.end() ? reached->first : part.bands.back().first;
  }
  return grade;
}

/// `rules` are the state's, or a worn copy.
Snapshot snapshot_of(const Model& model, const State& state, const List<RuleState>& rules,
                     Instant t) {
  Snapshot snapshot;
  snapshot.at = t;
  snapshot.segments = state.segments;
  const EvalContext context{model, state, t};
  for (const Score& score : model.scores) {
    const Points sum = score.of.empty() ? total_of(model, score, context, rules)
                                        : composed(score, snapshot.scores);
    const std::size_t vetoes = snapshot.disqualified.size();
    find_vetoes(model, score, context, rules, snapshot.disqualified);
    const bool vetoed = snapshot.disqualified.size() > vetoes;
    snapshot.scores.push_back(
        to_shown(vetoed ? score.low : std::clamp(sum, score.low, score.high)));
  }
  snapshot.momentum = momentum_at(model, state, t);
  for (const Top& top : model.top) snapshot.top.push_back(top_of(model, top, snapshot));
  snapshot.grade = grade_of(model, snapshot.scores);
  return snapshot;
}

}  // namespace

List<Points> momentum_at(const Model& model, const State& state, Instant t) {
  const std::int64_t today = model.day_at(t);
  List<Points> out;
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    const std::int64_t days = model.scores[i].momentum.ms / kDay.ms;
    Points sum;
    for (const DayMove& move : state.momentum[i]) {
      if (move.day > today - days && move.day <= today) sum += move.moved;
    }
    out.push_back(sum);
  }
  return out;
}

Snapshot snapshot_at(const Model& model, const State& state, Instant t) {
  if (!wears(model, state, t)) return snapshot_of(model, state, state.rules, t);
  List<RuleState> worn = state.rules;
  wear(model, state, worn, t);
  return snapshot_of(model, state, worn, t);
}

SegmentChanges update_segments(const Model& model, const State& state, Snapshot& snapshot) {
  SegmentChanges changes;
  const List<std::uint8_t> were = snapshot.segments;
  snapshot.segments.assign(were.size(), 0);  // each segment sees only those settled before it
  const EvalContext context{model, state, snapshot.at, nullptr, &snapshot};
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    const Segment& segment = model.segments[i];
    const bool was = were[i] != 0;
    bool in = true;
    if (!was) {
      // Who would leave at once does not enter, or the segment would flap with every event.
      in = holds(segment.when, context) && !(segment.leave && holds(*segment.leave, context));
    } else if (!segment.sticky) {
      in = segment.leave ? !holds(*segment.leave, context) : holds(segment.when, context);
    }
    snapshot.segments[i] = in ? 1 : 0;
    if (in && !was) changes.entered.push_back(i);
    if (!in && was) changes.left.push_back(i);
  }
  return changes;
}

Snapshot view(const Model& model, const State& state, Instant at) {
  const Instant t = state.last ? std::max(at, *state.last) : at;
  if (is_forgotten(model, state, t)) return view(model, forgotten(model, state), t);
  Snapshot snapshot = snapshot_at(model, state, t);
  update_segments(model, state, snapshot);
  return snapshot;
}

}  // namespace kelvin
