#include "score/matching.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "score/limit.h"
#include "score/rule_points.h"
#include "score/sum.h"

namespace kelvin {
namespace {

/// What `count` makes of one more match: the matches then remembered, and whether it goes on.
struct Counted {
  List<CountedMatch> matches;
  bool goes_on = true;
};

/// A rule that the event matches. All is settled before any rule's memory changes, so that rules
/// see earlier events only and their order never matters.
struct Match {
  RuleIndex rule = 0;
  Counted counted;
  bool goes_on = false;
  /// By the fields as they were: the value of `multiply`, and the points table for any nth.
  double value = 1;
  List<Points> points_by_nth;
  bool hit = false;
};

/// The value as JSON: 1 and 1.0 are one, 1 and "1" two, a list is one as a whole. Empty where there
/// is none.
Text text_of(const Operand& value) {
  Text text;
  switch (value.kind) {
    case Operand::Kind::kMissing:
    case Operand::Kind::kNull:
      break;
    case Operand::Kind::kBool:
      text = value.boolean ? "true" : "false";
      break;
    case Operand::Kind::kNumber:
      append_json(text, value.number);
      break;
    case Operand::Kind::kText:
      append_json(text, value.text);
      break;
    case Operand::Kind::kList:
      append_json(text, Value(*value.items));
      break;
    case Operand::Kind::kObject:
      append_json(text, Value(*value.members));
      break;
  }
  return text;
}

/// When the values are full, a further one is neither counted nor remembered: what was forgotten
/// would count again.
Counted count_distinct(const Count& count, List<CountedMatch> seen, const EvalContext& context) {
  const Text text = text_of(operand_of(*count.distinct, context));
  Counted out{std::move(seen), false};
  if (text.empty()) return out;
  const std::uint64_t hash = hash48(text);
  const auto known = std::find_if(out.matches.begin(), out.matches.end(),
                                  [hash](const CountedMatch& m) { return m.value == hash; });
  const bool counted_already = known != out.matches.end();
  if (counted_already) out.matches.erase(known);
  if (std::ssize(out.matches) == kRememberedValues) return out;
  out.matches.push_back({count.within ? context.at : Instant{}, hash});
  out.goes_on = !counted_already && std::ssize(out.matches) >= count.at_least;
  return out;
}

Counted count_match(const Count& count, const RuleState& state, const EvalContext& context) {
  List<CountedMatch> seen = state.counted;
  if (count.within) {
    std::erase_if(seen, [&](const CountedMatch& m) { return context.at - m.time > *count.within; });
  }
  if (count.distinct) return count_distinct(count, std::move(seen), context);
  if (!count.within) {
    const std::uint64_t n = (seen.empty() ? 0 : seen.front().value) + 1;
    return {{{context.at, n}}, n >= static_cast<std::uint64_t>(count.at_least)};
  }
  seen.push_back({context.at, 0});
  const auto needed = static_cast<std::size_t>(count.at_least);
  if (seen.size() > needed) seen.erase(seen.begin());
  const bool reached = seen.size() >= needed;
  return {std::move(seen), reached};
}

bool follows(const std::optional<After>& after, const State& state, Instant t) {
  if (!after) return true;
  const auto& last = state.rules[after->rule].last_match;
  return last && t - *last <= after->within;
}

/// The rules that ask for the event's name or, when it opens a visit, for `visit`; in order.
List<RuleIndex> rules_for(const Model& model, const Event& event, bool opens_visit) {
  List<RuleIndex> rules;
  if (event.name_id != kNoName) {
    rules = model.names[static_cast<std::size_t>(event.name_id)].rules;
  }
  if (opens_visit) {
    const auto& more = model.names[static_cast<std::size_t>(model.visit_name)].rules;
    for (const RuleIndex rule : more) {
      const auto at = std::lower_bound(rules.begin(), rules.end(), rule);
      if (at == rules.end() || *at != rule) rules.insert(at, rule);
    }
  }
  return rules;
}

/// Takes down what the match would give.
void read_points(const Rule& rule, const EvalContext& context, Match& match) {
  if (rule.multiply) {
    const auto value = value_to_multiply(*rule.multiply, context);
    match.goes_on = value.has_value();
    match.value = value.value_or(1);
  }
  const std::size_t places =
      rule.points.kind == PointsTable::Kind::kList ? rule.points.list.size() : 1;
  for (std::size_t nth = 1; match.goes_on && nth <= places; ++nth) {
    const Points points = table_points(rule.points, static_cast<std::int64_t>(nth), context);
    match.points_by_nth.push_back(rule.multiply ? multiplied(*rule.multiply, points, match.value)
                                                : points);
  }
}

/// Adds a value to a sum that stays where doubles count millionths exactly.
std::int64_t added(std::int64_t sum, double value) {
  constexpr double kMost = static_cast<double>(kMostSum) / 1e6;
  const std::int64_t more = round_half_away(std::clamp(value, -kMost, kMost) * 1e6);
  return std::clamp(sum + more, -kMostSum, kMostSum);
}

List<Match> find_matches(const Model& model, const State& state, const EvalContext& context,
                         const List<RuleIndex>& candidates) {
  List<Match> matches;
  for (const RuleIndex index : candidates) {
    const Rule& rule = model.rules[index];
    if (!holds(rule.condition, context)) continue;
    Match match;
    match.rule = index;
    if (rule.count) match.counted = count_match(*rule.count, state.rules[index], context);
    match.goes_on = match.counted.goes_on && follows(rule.after, state, context.at);
    if (match.goes_on) read_points(rule, context, match);
    matches.push_back(std::move(match));
  }
  return matches;
}

void record(const Model& model, State& state, List<Match>& matches, Instant t) {
  for (Match& match : matches) {
    RuleState& rule = state.rules[match.rule];
    ++rule.matches;
    rule.last_match = t;
    if (model.rules[match.rule].count) rule.counted = std::move(match.counted.matches);
  }
  // Matches up to here are no longer "since" the rules that matched.
  for (RuleIndex i = 0; i < model.rules.size() && !matches.empty(); ++i) {
    const auto& count = model.rules[i].count;
    if (!count || !count->since) continue;
    const auto is_since = [&](const Match& m) { return m.rule == *count->since; };
    if (std::any_of(matches.begin(), matches.end(), is_since)) state.rules[i].counted.clear();
  }
}

/// Marks the matches that their limits let through, and lets these clear. What is cleared gives
/// its limit back, so a rule may hit after all, and clear in turn: until nothing changes.
void resolve_limits(const Model& model, State& state, List<Match>& matches, LimitMoment now) {
  for (bool changed = true; changed;) {
    changed = false;
    List<RuleIndex> cleared;
    for (Match& match : matches) {
      const Rule& rule = model.rules[match.rule];
      if (!match.goes_on || match.hit) continue;
      const LimitUse& use = state.rules[match.rule].limit;
      if (rule.limit && times_used(*rule.limit, use, now) >= rule.limit->times) continue;
      match.hit = changed = true;
      cleared.insert(cleared.end(), rule.clears.begin(), rule.clears.end());
    }
    for (const RuleIndex rule : cleared) forget_hits(state.rules[rule]);
  }
}

Hit add_hit(const Rule& rule, RuleState& state, const Match& match, LimitMoment now) {
  const std::int64_t earlier = rule.limit && rule.limit->per != Limit::Per::kEver
                                   ? times_used(*rule.limit, state.limit, now)
                                   : state.hits;
  const auto last = static_cast<std::int64_t>(match.points_by_nth.size()) - 1;
  Points points = match.points_by_nth[static_cast<std::size_t>(std::min(earlier, last))];
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

List<Hit> match_rules(const Model& model, State& state, const EvalContext& context,
                      bool opens_visit) {
  const auto candidates = rules_for(model, *context.event, opens_visit);
  List<Match> matches = find_matches(model, state, context, candidates);
  const LimitMoment now = limit_moment(model, state, context.at);
  record(model, state, matches, context.at);
  resolve_limits(model, state, matches, now);
  List<Hit> hits;
  for (const Match& match : matches) {
    if (!match.hit) continue;
    hits.push_back(add_hit(model.rules[match.rule], state.rules[match.rule], match, now));
  }
  return hits;
}

}  // namespace kelvin
