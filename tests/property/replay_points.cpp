// How points live: laws 1 and 2, groups, vetoes, and what is shown of them.
#include <algorithm>
#include <cmath>

#include "base/exp2.h"
#include "property/replay.h"

namespace kelvin::property {
namespace {

double left_of_hit(const Decay& decay, Duration age) {
  if (decay.expire && age >= *decay.expire) return 0;
  if (decay.half_life) return remaining_after(age, *decay.half_life);
  if (!decay.every) return 1;
  const auto steps = static_cast<double>(age.ms / decay.every->ms);
  return std::max(0.0, 1 - decay.percent / 100 * steps);
}

bool gone(const Decay& decay, Duration age) {
  const bool worn_off = decay.every && left_of_hit(decay, age) == 0;
  return worn_off || (decay.expire && age >= *decay.expire);
}

Points faded(Points points, double factor) {
  return to_contribution(static_cast<double>(points.millionths) * factor);
}

/// floor(t / (life / 32)), in whole numbers.
std::int64_t slot_of(const Decay& decay, Instant t) {
  std::int64_t life = INT64_MAX;
  if (decay.every) {
    life = decay.every->ms * static_cast<std::int64_t>(std::ceil(100 / decay.percent));
  }
  if (decay.expire) life = std::min(life, decay.expire->ms);
  const std::int64_t n = t.ms * 32;
  return n >= 0 ? n / life : -((-n + life - 1) / life);
}

/// Hits of one slot, kept as one.
struct Kept {
  Instant first;
  Points points;
};

/// What is kept of the hits: of a rule with `percent` or `expire` slots, of others one sum.
std::vector<Kept> kept_of(const Rule& rule, const std::vector<Change>& changes) {
  const bool in_slots = rule.decay.every || rule.decay.expire;
  std::vector<Kept> kept;
  for (const Change& change : changes) {
    if (!in_slots && !kept.empty()) {
      const Duration age = change.time - kept[0].first;
      kept[0] = {change.time,
                 age.ms > 0 ? faded(kept[0].points, left_of_hit(rule.decay, age)) : kept[0].points};
    }
    if (change.wear) {
      for (Kept& k : kept) k.points = faded(k.points, *change.wear);
      continue;
    }
    const bool joins = !kept.empty() && (!in_slots || slot_of(rule.decay, kept.back().first) ==
                                                          slot_of(rule.decay, change.time));
    if (!joins) kept.push_back({change.time, {}});
    kept.back().points =
        std::clamp(kept.back().points + change.points, -kMaxContribution, kMaxContribution);
  }
  return kept;
}

Points pending(const Inactivity& inactivity, Duration gap) {
  Points all;
  Points longest;
  Duration longest_after;
  for (const auto& [after, points] : inactivity.steps) {
    if (gap < after) continue;
    all += points;
    if (after >= longest_after) {
      longest = points;
      longest_after = after;
    }
  }
  return inactivity.mode == Inactivity::Mode::kAdd ? all : longest;
}

}  // namespace

Points Replay::contribution(RuleIndex index, Instant t) const {
  const Rule& rule = model_.rules[index];
  if (rule.kind == Rule::Kind::kFact) {
    const Question q = ask(t);
    if (!true_of(rule.condition, q)) return {};
    const Points points = worth(index, 1, q).value_or(Points{});
    return rule.max ? std::clamp(points, -*rule.max, *rule.max) : points;
  }
  Points sum;
  for (const Kept& kept : kept_of(rule, rules_[index].changes)) {
    const Duration age = t - kept.first;
    sum += age.ms > 0 ? faded(kept.points, left_of_hit(rule.decay, age)) : kept.points;
  }
  return std::clamp(sum, -kMaxContribution, kMaxContribution);
}

bool Replay::alive(RuleIndex index, Instant t) const {
  const Rule& rule = model_.rules[index];
  if (rule.kind == Rule::Kind::kFact) return true_of(rule.condition, ask(t));
  const auto kept = kept_of(rule, rules_[index].changes);
  return std::any_of(kept.begin(), kept.end(),
                     [&](const Kept& k) { return !gone(rule.decay, t - k.first); });
}

std::vector<Term> Replay::terms(const Score& score, Instant t) const {
  std::vector<Term> out;
  std::map<GroupIndex, Term> groups;
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model_.rules[index];
    const Points points = contribution(index, t);
    const bool earned = rule.kind == Rule::Kind::kEvent;
    if (!rule.group) {
      out.push_back({{index}, points, points, earned});
      continue;
    }
    Term& term = groups[*rule.group];
    term.rules.push_back(index);
    term.uncut += points;
    term.earned = earned;
  }
  for (auto& [index, term] : groups) {
    const Group& group = model_.groups[index];
    term.cut = term.uncut;
    if (group.max) term.cut = std::min(term.cut, *group.max);
    if (group.min) term.cut = std::max(term.cut, *group.min);
    out.push_back(term);
  }
  return out;
}

Points Replay::sum(const Score& score, Instant t) const {
  Points total;
  for (const Term& term : terms(score, t)) total += term.cut;
  return total;
}

void Replay::wear(Instant t) {
  if (!last_activity_) return;
  for (const Score& score : model_.scores) {
    if (!score.inactivity) continue;
    const Points taken = pending(*score.inactivity, t - *last_activity_);
    if (taken == Points{}) continue;
    Points total;
    Points earned;
    const auto all = terms(score, t);
    for (const Term& term : all) {
      total += term.cut;
      if (term.earned && term.cut > Points{}) earned += term.cut;
    }
    const Points top = std::min(total, score.high);
    const Points fall = total - std::max(score.low, top - taken);
    if (fall <= Points{} || earned == Points{}) continue;
    const Points left = std::max(Points{}, earned - fall);
    const double factor =
        static_cast<double>(left.millionths) / static_cast<double>(earned.millionths);
    for (const Term& term : all) {
      if (!term.earned || term.cut <= Points{}) continue;
      const double share =
          static_cast<double>(term.cut.millionths) / static_cast<double>(term.uncut.millionths);
      for (const RuleIndex rule : term.rules) {
        rules_[rule].changes.push_back({t, {}, factor * share, 0});
      }
    }
  }
}

std::optional<ScoreIndex> Replay::on_top(const Top& top, const Snapshot& now) const {
  std::optional<ScoreIndex> best;
  for (const ScoreIndex i : top.of) {
    const bool vetoed = std::any_of(now.disqualified.begin(), now.disqualified.end(),
                                    [&](RuleIndex rule) { return model_.rules[rule].score == i; });
    const Points shown = now.scores[i];
    if (vetoed || (top.at_least && shown < *top.at_least)) continue;
    if (!top.at_least && shown <= to_shown(model_.scores[i].low)) continue;
    if (!best || shown > now.scores[*best]) best = i;
  }
  return best;
}

Snapshot Replay::unsettled(Instant t) const {
  Replay worn = *this;
  worn.wear(t);
  Snapshot out;
  out.at = t;
  for (ScoreIndex i = 0; i < model_.scores.size(); ++i) {
    const Score& score = model_.scores[i];
    Points points = worn.sum(score, t);
    for (const auto& [part, weight] : score.of) points += faded(out.scores[part], weight);
    bool vetoed = false;
    for (const RuleIndex rule : score.rules) {
      if (!model_.rules[rule].veto || !worn.alive(rule, t)) continue;
      vetoed = true;
      out.disqualified.push_back(rule);
    }
    out.scores.push_back(to_shown(vetoed ? score.low : std::clamp(points, score.low, score.high)));

    Points moved;
    const std::int64_t days = score.momentum.ms / kDay.ms;
    for (const auto& [moved_on, points_moved] : moves_[i]) {
      if (moved_on > day(t) - days && moved_on <= day(t)) moved += points_moved;
    }
    out.momentum.push_back(moved);
  }
  for (const Top& top : model_.top) out.top.push_back(on_top(top, out));
  for (const GradePart& part : model_.grade) {
    std::string label;
    std::optional<Points> reached;
    Points lowest = kMaxContribution;
    for (const auto& [name, bound] : part.bands) {
      if (!reached && bound <= lowest) label = name;
      lowest = std::min(lowest, bound);
      if (out.scores[part.score] < bound || (reached && bound <= *reached)) continue;
      reached = bound;
      label = name;
    }
    out.grade += label;
  }
  return out;
}

Snapshot Replay::settled(Snapshot snapshot) const {
  snapshot.segments.assign(model_.segments.size(), 0);
  for (std::size_t i = 0; i < model_.segments.size(); ++i) {
    const Segment& segment = model_.segments[i];
    const Question q{model_, person_, snapshot.at, nullptr, &snapshot};
    bool in = in_[i] != 0;
    if (!in) {
      in = true_of(segment.when, q) && !(segment.leave && true_of(*segment.leave, q));
    } else if (!segment.sticky) {
      in = segment.leave ? !true_of(*segment.leave, q) : true_of(segment.when, q);
    }
    snapshot.segments[i] = in ? 1 : 0;
  }
  return snapshot;
}

Snapshot Replay::snapshot(Instant t) const {
  return settled(unsettled(t));
}

}  // namespace kelvin::property
