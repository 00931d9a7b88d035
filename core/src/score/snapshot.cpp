#include "score/snapshot.h"

#include <algorithm>

#include "condition/condition.h"
#include "condition/reads.h"
#include "score/momentum.h"
#include "score/rule_points.h"
#include "score/sum.h"
#include "score/wear.h"

namespace kelvin {
namespace {

/// The rules of a score that veto it.
void find_vetoes(const EvalContext& context, const Score& score, const List<RuleState>& rules,
                 List<RuleIndex>& out) {
  for (const RuleIndex index : score.rules) {
    const Rule& rule = context.model.rules[index];
    if (!rule.veto) continue;
    const bool live = rule.kind == Rule::Kind::kFact ? fact_holds(context, index)
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

void read_grade(const Model& model, const List<Points>& scores, Text& out) {
  for (const GradePart& part : model.grade) {
    const auto reached = std::find_if(part.bands.begin(), part.bands.end(), [&](const auto& band) {
      return scores[part.score] >= band.second;
    });
    out += reached != part.bands.end() ? reached->first : part.bands.back().first;
  }
}

/// Scores and what follows from them, of the contributions in `workings`.
void read_scores(const EvalContext& context, const List<RuleState>& rules, Workings& workings,
                 Snapshot& out) {
  const Model& model = context.model;
  for (const Score& score : model.scores) {
    const Points sum = score.of.empty()
                           ? total_of(model, score, workings.contributions, workings.grouped)
                           : composed(score, out.scores);
    const std::size_t vetoes = out.disqualified.size();
    find_vetoes(context, score, rules, out.disqualified);
    const bool vetoed = out.disqualified.size() > vetoes;
    out.scores.push_back(to_shown(vetoed ? score.low : std::clamp(sum, score.low, score.high)));
  }
  for (const Top& top : model.top) out.top.push_back(top_of(model, top, out));
  read_grade(model, out.scores, out.grade);
}

void begin(const State& state, Instant t, Snapshot& out) {
  out.clear();
  out.at = t;
  out.segments = state.segments;
}

/// Whether someone in the segment stays, or someone outside enters.
bool is_in(const Segment& segment, bool was, const EvalContext& context) {
  // Who would leave at once does not enter, or the segment would flap with every event.
  if (!was)
    return holds(segment.when, context) && !(segment.leave && holds(*segment.leave, context));
  if (segment.sticky) return true;
  return segment.leave ? !holds(*segment.leave, context) : holds(segment.when, context);
}

}  // namespace

void Snapshot::clear() {
  at = {};
  scores.clear();
  momentum.clear();
  top.clear();
  grade.clear();
  segments.clear();
  disqualified.clear();
}

void take_snapshot(const Model& model, const State& state, Instant t, Workings& workings,
                   Snapshot& out) {
  begin(state, t, out);
  const EvalContext context{model, state, t};
  workings.worn = wears(model, state, t);
  if (workings.worn) {
    List<RuleState> rules = state.rules;
    wear(model, state, rules, t);
    read_contributions(context, rules, workings.contributions);
    read_scores(context, rules, workings, out);
  } else {
    read_contributions(context, state.rules, workings.contributions);
    read_scores(context, state.rules, workings, out);
  }
  read_momentum(model, state, t, out.momentum);
}

void take_snapshot_after(const Model& model, const State& state, const Snapshot& before,
                         Workings& workings, Snapshot& out) {
  if (workings.worn) return take_snapshot(model, state, before.at, workings, out);
  if (workings.dirty.empty()) {
    out = before;
    out.segments = state.segments;
  } else {
    begin(state, before.at, out);
    const EvalContext context{model, state, before.at};
    for (const RuleIndex index : workings.dirty) {
      workings.contributions[index] = contribution(context, index, state.rules[index]);
    }
    read_scores(context, state.rules, workings, out);
  }
}

void update_segments(const Model& model, const State& state, std::uint8_t changed,
                     Snapshot& snapshot, List<SegmentIndex>& entered, List<SegmentIndex>& left) {
  const EvalContext context{model, state, snapshot.at, nullptr, &snapshot};
  // Each segment sees only those settled before it.
  std::fill(snapshot.segments.begin(), snapshot.segments.end(), std::uint8_t{0});
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    const Segment& segment = model.segments[i];
    const bool was = state.segments[i] != 0;
    const bool in = is_touched(segment.reads, changed) ? is_in(segment, was, context) : was;
    snapshot.segments[i] = in ? 1 : 0;
    if (in == was) continue;
    (in ? entered : left).push_back(i);
    changed |= kReadsSegments;
  }
}

Snapshot view(const Model& model, const State& state, Instant at) {
  const Instant t = state.last ? std::max(at, *state.last) : at;
  if (is_forgotten(model, state, t)) return view(model, forgotten(model, state), t);
  Snapshot snapshot;
  Workings workings;
  take_snapshot(model, state, t, workings, snapshot);
  List<SegmentIndex> entered, left;
  update_segments(model, state, kReadsAll, snapshot, entered, left);
  return snapshot;
}

}  // namespace kelvin
