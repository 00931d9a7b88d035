#include "score/matching.h"

#include <algorithm>
#include <optional>

#include "score/counting.h"
#include "score/limit.h"
#include "score/rule_points.h"
#include "score/sum.h"

namespace kelvin {
namespace {

bool follows(const std::optional<After>& after, const State& state, Instant t) {
  if (!after) return true;
  const auto& last = state.rules[after->rule].last_match;
  return last && t - *last <= after->within;
}

/// The rules that ask for the event's name or, when it opens a visit, for `visit`; in order.
void find_candidates(const Model& model, const Event& event, bool opens_visit,
                     List<RuleIndex>& out) {
  out.clear();
  if (event.name_id != kNoName) {
    out = model.names[static_cast<std::size_t>(event.name_id)].rules;
  }
  if (!opens_visit) return;
  for (const RuleIndex rule : model.names[static_cast<std::size_t>(model.visit_name)].rules) {
    const auto at = std::lower_bound(out.begin(), out.end(), rule);
    if (at == out.end() || *at != rule) out.insert(at, rule);
  }
}

/// Reads what the match would give from the fields as they are; it may be no hit after all.
void read_points(const Rule& rule, const EvalContext& context, Match& match) {
  if (rule.multiply) {
    const auto value = value_to_multiply(*rule.multiply, context);
    match.goes_on = value.has_value();
    match.value = value.value_or(1);
  }
  if (match.goes_on && rule.points.kind != PointsTable::Kind::kList) {
    match.looked_up = table_points(rule.points, 1, context);
  }
}

/// Adds a value to a sum that stays where doubles count millionths exactly.
std::int64_t added(std::int64_t sum, double value) {
  constexpr double kMost = static_cast<double>(kMostSum) / 1e6;
  const std::int64_t more = round_half_away(std::clamp(value, -kMost, kMost) * 1e6);
  return std::clamp(sum + more, -kMostSum, kMostSum);
}

/// No rule's count is seen by another, so it is counted at once; what others see changes later.
void find_matches(State& state, const EvalContext& context, Workings& workings) {
  workings.matches.clear();
  for (const RuleIndex index : workings.candidates) {
    const Rule& rule = context.model.rules[index];
    if (!holds(rule.condition, context)) continue;
    Match match;
    match.rule = index;
    match.goes_on = !rule.count || count_match(*rule.count, context, state.rules[index]);
    match.goes_on = match.goes_on && follows(rule.after, state, context.at);
    if (match.goes_on) read_points(rule, context, match);
    workings.matches.push_back(match);
  }
}

void record(const Model& model, State& state, const List<Match>& matches, Instant t) {
  for (const Match& match : matches) {
    RuleState& rule = state.rules[match.rule];
    ++rule.matches;
    rule.last_match = t;
  }
  // Matches up to here are no longer "since" the rules that matched.
  for (const Match& match : matches) {
    for (const RuleIndex i : model.rules[match.rule].restarts) state.rules[i].counted.clear();
  }
}

/// Marks the matches that their limits let through, and lets these clear. What is cleared gives
/// its limit back, so a rule may hit after all, and clear in turn: until nothing changes.
void resolve_limits(const Model& model, State& state, LimitMoment now, Workings& workings) {
  for (bool changed = true; changed;) {
    changed = false;
    workings.cleared.clear();
    for (Match& match : workings.matches) {
      const Rule& rule = model.rules[match.rule];
      if (!match.goes_on || match.hit) continue;
      const LimitUse& use = state.rules[match.rule].limit;
      if (rule.limit && times_used(*rule.limit, use, now) >= rule.limit->times) continue;
      match.hit = changed = true;
      for (const RuleIndex cleared : rule.clears) workings.cleared.push_back(cleared);
    }
    for (const RuleIndex rule : workings.cleared) {
      forget_hits(state.rules[rule]);
      workings.dirty.push_back(rule);
    }
  }
}

/// What the hit gives that comes after `earlier` others.
Points points_of(const Rule& rule, const Match& match, std::int64_t earlier) {
  Points points = match.looked_up;
  if (rule.points.kind == PointsTable::Kind::kList) {
    const auto last = static_cast<std::int64_t>(rule.points.list.size()) - 1;
    points = rule.points.list[static_cast<std::size_t>(std::min(earlier, last))];
  }
  return rule.multiply ? multiplied(*rule.multiply, points, match.value) : points;
}

Hit add_hit(const Rule& rule, RuleState& state, const Match& match, LimitMoment now) {
  const std::int64_t earlier = rule.limit && rule.limit->per != Limit::Per::kEver
                                   ? times_used(*rule.limit, state.limit, now)
                                   : state.hits;
  Points points = points_of(rule, match, earlier);
  if (rule.max) {
    const Points live = live_points(rule, state, now.time);
    points = std::clamp(live + points, -*rule.max, *rule.max) - live;
  }
  ++state.hits;
  state.last_hit = now.time;
  state.raw = saturated(state.raw + points);
  if (rule.summed) state.sum = added(state.sum, match.value);
  if (rule.limit) use_once(*rule.limit, state.limit, now);
  add_points(rule, state, points, now.time);
  return {match.rule, points};
}

}  // namespace

void match_rules(State& state, const EvalContext& context, bool opens_visit, Outcome& out) {
  const Model& model = context.model;
  Workings& workings = out.workings;
  find_candidates(model, *context.event, opens_visit, workings.candidates);
  find_matches(state, context, workings);
  const LimitMoment now = limit_moment(model, state, context.at);
  record(model, state, workings.matches, context.at);
  resolve_limits(model, state, now, workings);
  for (const Match& match : workings.matches) {
    if (!match.hit) continue;
    out.hits.push_back(add_hit(model.rules[match.rule], state.rules[match.rule], match, now));
    workings.dirty.push_back(match.rule);
  }
}

}  // namespace kelvin
