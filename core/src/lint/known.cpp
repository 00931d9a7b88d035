#include "lint/known.h"

#include <algorithm>
#include <cmath>

#include "lint/possible.h"
#include "score/sum.h"

namespace kelvin {
namespace {

Points at_most(Points p) {
  return std::clamp(p, -kMaxContribution, kMaxContribution);
}

/// The bounds of one hit of a points table, before `multiply`; in a list, of the nth (from 0).
Range hit_range(const PointsTable& table, std::size_t nth) {
  Range range{};
  const auto add = [&range](Points p) {
    range = {std::min(range.low, p), std::max(range.high, p)};
  };
  if (table.kind == PointsTable::Kind::kList) {
    add(table.list[std::min(nth, table.list.size() - 1)]);
  } else {
    for (const auto& [bound, points] : table.steps) add(points);
    for (const auto& [name, points] : table.values) add(points);
    add(table.otherwise);
  }
  return range;
}

Points times(Points p, double factor) {
  return to_contribution(static_cast<double>(p.millionths) * factor);
}

Range multiplied(const std::optional<Multiply>& multiply, Range range) {
  if (!multiply) return range;
  const double most = multiply->max.value_or(HUGE_VAL);
  const auto grow = [most](Points p) { return p == Points{} ? p : times(p, most); };
  range = {grow(range.low), grow(range.high)};
  if (!multiply->is_signed) return range;
  const Points size = std::max(-range.low, range.high);
  return {-size, size};
}

/// The most hits that can be live at once, where that has a bound.
std::optional<std::int64_t> most_live(const Rule& rule) {
  if (!rule.limit) return std::nullopt;
  const Limit& limit = *rule.limit;
  if (limit.per == Limit::Per::kEver) return limit.times;
  const bool by_time = limit.per == Limit::Per::kOneDay || limit.per == Limit::Per::kDuration;
  if (!by_time || !rule.decay.in_slots()) return std::nullopt;
  // Windows that a life may touch. Percent may leave a trace for one step more than `life`.
  const Duration window = limit.per == Limit::Per::kOneDay ? kDay : limit.window;
  const std::int64_t life =
      rule.decay.life.ms + (rule.decay.every ? rule.decay.every->ms : std::int64_t{0});
  return (life / window.ms + 2) * limit.times;
}

/// What all hits of an event rule that are live at once can give.
Range live_range(const Rule& rule) {
  const auto most = most_live(rule);
  const bool ever = rule.limit && rule.limit->per == Limit::Per::kEver;
  const std::size_t places =
      rule.points.kind == PointsTable::Kind::kList ? rule.points.list.size() : 1;
  Range sum{};
  // Past the places of a list all hits are as its last. Windows begin the list anew, so there any
  // hit may be the best of it.
  Range best{};
  std::int64_t counted = 0;
  for (std::size_t nth = 0; nth < places; ++nth) {
    const Range hit = multiplied(rule.multiply, hit_range(rule.points, nth));
    best = {std::min(best.low, hit.low), std::max(best.high, hit.high)};
    if (!ever || counted == *most) continue;
    sum = {at_most(sum.low + hit.low), at_most(sum.high + hit.high)};
    ++counted;
  }
  if (ever) best = multiplied(rule.multiply, hit_range(rule.points, places - 1));
  const double more = most ? static_cast<double>(*most - counted) : HUGE_VAL;
  if (more > 0) {
    const auto grow = [more](Points p) { return p == Points{} ? p : times(p, more); };
    sum = {at_most(sum.low + grow(best.low)), at_most(sum.high + grow(best.high))};
  }
  return sum;
}

}  // namespace

Range given_by(const Rule& rule) {
  Range range = rule.kind == Rule::Kind::kEvent
                    ? live_range(rule)
                    : multiplied(rule.multiply, hit_range(rule.points, 0));
  if (!rule.max) return range;
  // In slots, a hit of one sign may outlive one of the other, and the sum pass what cut it.
  const bool mixed = range.low < Points{} && range.high > Points{};
  if (mixed && rule.decay.in_slots()) return {-kMaxContribution, kMaxContribution};
  return {std::max(range.low, -*rule.max), std::min(range.high, *rule.max)};
}

namespace {

class Finder {
 public:
  explicit Finder(Known& known) : known_(known), model_(known.model) {}

  void rules() {
    known_.rules.resize(model_.rules.size());
    for (RuleIndex i = 0; i < model_.rules.size(); ++i) {
      const auto& limit = model_.rules[i].limit;
      if (limit && limit->per == Limit::Per::kEver) known_.rules[i].most_hits = limit->times;
    }
    // A rule that cannot match may keep others from matching: until nothing more is found.
    for (bool changed = true; changed;) {
      changed = false;
      for (RuleIndex i = 0; i < model_.rules.size(); ++i) changed |= narrow(i);
    }
    for (RuleIndex i = 0; i < model_.rules.size(); ++i) {
      if (known_.rules[i].hits) known_.rules[i].given = given_by(model_.rules[i]);
    }
  }

  void scores() {
    for (ScoreIndex i = 0; i < model_.scores.size(); ++i) {
      const Score& score = model_.scores[i];
      const Range sum = score.of.empty() ? sum_of_rules(score) : composed(score);
      known_.sums.push_back(sum);
      Range shown{to_shown(std::clamp(sum.low, score.low, score.high)),
                  to_shown(std::clamp(sum.high, score.low, score.high))};
      const bool vetoed = std::any_of(score.rules.begin(), score.rules.end(), [this](RuleIndex r) {
        return model_.rules[r].veto && known_.rules[r].hits;
      });
      if (vetoed) shown.low = to_shown(score.low);
      known_.shown.push_back(shown);
    }
  }

  void grades() {
    constexpr std::size_t kMostGrades = 1000;
    known_.grades = {""};
    for (const GradePart& part : model_.grade) {
      const Range& shown = known_.shown[part.score];
      List<Text> longer;
      for (std::size_t i = 0; i < part.bands.size(); ++i) {
        const bool lowest = i + 1 == part.bands.size();
        const bool reached = lowest || part.bands[i].second <= shown.high;
        const bool left = i == 0 || shown.low < part.bands[i - 1].second;
        if (!reached || !left) continue;
        for (const Text& begun : known_.grades) longer.push_back(begun + part.bands[i].first);
      }
      known_.grades = std::move(longer);
      if (known_.grades.size() > kMostGrades) return known_.grades.clear();
    }
  }

  void segments() {
    known_.entered.assign(model_.segments.size(), 0);
    for (SegmentIndex i = 0; i < model_.segments.size(); ++i) {
      // Each sees those before it; those after it are still 0.
      const Segment& segment = model_.segments[i];
      Condition stays;
      if (segment.leave) {
        stays.op = Condition::Op::kNone;
        stays.children = {*segment.leave};
      }
      known_.entered[i] = obstacle(known_, {&segment.when, &stays}) ? 0 : 1;
    }
  }

 private:
  bool narrow(RuleIndex index) {
    const Rule& rule = model_.rules[index];
    RuleKnown& known = known_.rules[index];
    if (known.matches) {
      List<Text> names;
      for (const NameId name : rule.on) {
        if (name != model_.visit_name) {
          names.push_back(model_.names[static_cast<std::size_t>(name)].name);
        }
      }
      // The event that opens a visit may have any name.
      const bool any_name = names.size() < rule.on.size();
      known.matches = !obstacle(known_, {&rule.condition}, any_name ? nullptr : &names);
      if (!known.matches) {
        known.hits = false;
        return true;
      }
    }
    if (!known.hits) return false;
    const auto& count = rule.count;
    // A match ends what is counted since the rule's own last match.
    const bool since_itself = count && count->since == index && count->at_least > 1;
    const bool no_first = rule.after && !known_.rules[rule.after->rule].matches;
    known.hits = !since_itself && !no_first;
    return !known.hits;
  }

  [[nodiscard]] Range sum_of_rules(const Score& score) const {
    Range sum{};
    const auto add = [&sum](Range part) { sum = {sum.low + part.low, sum.high + part.high}; };
    for (const RuleIndex rule : score.rules) {
      if (!model_.rules[rule].group) add(known_.rules[rule].given);
    }
    for (const GroupIndex index : score.groups) {
      const Range part = uncut(known_, index);
      const Group& group = model_.groups[index];
      add({cut_to_group(group, part.low), cut_to_group(group, part.high)});
    }
    return sum;
  }

  [[nodiscard]] Range composed(const Score& score) const {
    Range sum{};
    for (const auto& [part, weight] : score.of) {
      const Range& shown = known_.shown[part];
      const Points a = times(shown.low, weight);
      const Points b = times(shown.high, weight);
      sum = {sum.low + std::min(a, b), sum.high + std::max(a, b)};
    }
    return sum;
  }

  Known& known_;
  const Model& model_;
};

}  // namespace

Range uncut(const Known& known, GroupIndex group) {
  Range sum{};
  for (RuleIndex i = 0; i < known.rules.size(); ++i) {
    if (known.model.rules[i].group != group) continue;
    sum = {sum.low + known.rules[i].given.low, sum.high + known.rules[i].given.high};
  }
  return sum;
}

Known what_is_known(const Model& model) {
  Known known{model};
  Finder finder(known);
  finder.rules();
  finder.scores();
  finder.grades();
  finder.segments();
  return known;
}

}  // namespace kelvin
