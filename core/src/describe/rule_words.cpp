// Rules as sentences: what a hit gives, how often, for how long; and what a hit is.
#include <cmath>

#include "describe/words.h"
#include "json/number_text.h"

namespace kelvin {
namespace {

Text list_points(const List<Points>& list) {
  if (list.size() == 1) return points_words(list[0]);
  Text out;
  for (std::size_t i = 0; i + 1 < list.size(); ++i) out += number_words(list[i].value()) + ", ";
  return out + "then " + points_words(list.back());
}

Text lookup_points(const Model& model, const PointsTable& table) {
  Text out = "by " + field_words(model, table.by) + ": ";
  List<Text> parts;
  for (const auto& [bound, points] : table.steps) {
    parts.push_back("from " + number_words(bound) + " on " + points_words(points));
  }
  for (const auto& [value, points] : table.values) {
    parts.push_back(value + " " + points_words(points));
  }
  const bool steps = table.kind == PointsTable::Kind::kSteps;
  parts.push_back(steps ? "below that none" : "otherwise " + points_words(table.otherwise));
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ", ") + parts[i];
  return out;
}

Text multiply_words(const Model& model, const Multiply& multiply) {
  Text out = ", times " + field_words(model, multiply.by) + " / " + number_words(multiply.unit);
  if (multiply.max) out += " (at most " + number_words(*multiply.max) + ")";
  return multiply.is_signed ? out + ", which below zero takes points back" : out;
}

/// What is added up over the hits, where a condition asks for it.
Text sum_words(const Model& model, const Rule& rule) {
  return rule.summed ? "; " + field_words(model, rule.multiply->by) + " is added up" : "";
}

Text points_of(const Model& model, const Rule& rule) {
  const bool list = rule.points.kind == PointsTable::Kind::kList;
  const bool none = list && rule.points.list == List<Points>{Points{}};
  if (none) {
    return Text(rule.veto ? "no points" : "0 points, a marker that others may name") +
           sum_words(model, rule);
  }
  Text out = list ? list_points(rule.points.list) : lookup_points(model, rule.points);
  return rule.multiply ? out + multiply_words(model, *rule.multiply) + sum_words(model, rule) : out;
}

/// The half-life at which a hit would lose so many percent of what is left at each `every`, as a
/// model writes it; "" where none is near.
Text compound_half_life(const Decay& decay) {
  if (decay.percent >= 100) return "";
  const double ms =
      static_cast<double>(decay.every->ms) * std::log(0.5) / std::log1p(-decay.percent / 100);
  constexpr double kEnough = 10;  // two digits tell it well
  constexpr double kMost = 1e6;
  constexpr std::pair<Duration, char> kUnits[] = {
      {kDay, 'd'}, {kHour, 'h'}, {kMinute, 'm'}, {kSecond, 's'}};
  for (const auto& [unit, letter] : kUnits) {
    const double n = std::round(ms / static_cast<double>(unit.ms));
    if (n > kMost) return "";
    if (n >= kEnough) return integer_text(static_cast<std::int64_t>(n)) + letter;
  }
  return "";
}

/// `percent` takes from what a hit gave at first, which people who think of interest do not expect.
Text percent_words(const Decay& decay) {
  Text out = "; loses " + number_words(decay.percent) + " % of what it first gave " +
             each_words(*decay.every);
  constexpr double kFarOff = 1e15;
  const double end = static_cast<double>(decay.every->ms) * std::ceil(100 / decay.percent);
  if (end < kFarOff) {
    out += ", until nothing is left after " + duration_words({static_cast<std::int64_t>(end)});
  }
  const Text half_life = compound_half_life(decay);
  return half_life.empty() ? out
                           : out + " (of what is left, that is a half_life of " + half_life + ")";
}

Text decay_words(const Decay& decay) {
  Text out;
  if (decay.half_life) out += "; halves " + each_words(*decay.half_life);
  if (decay.every) out += percent_words(decay);
  if (decay.expire) out += "; gone after " + duration_words(*decay.expire);
  return out;
}

Text labels_of(const Model& model, const List<RuleIndex>& rules) {
  List<Text> labels;
  labels.reserve(rules.size());
  for (const RuleIndex rule : rules) labels.push_back(model.rules[rule].label);
  return list_words(labels, "and");
}

Text event_words(const Model& model, const Rule& rule) {
  List<Text> events;
  for (const NameId id : rule.on) {
    const Text& name = model.names[static_cast<std::size_t>(id)].name;
    if (name == "page") {
      events.emplace_back("a page is viewed");
    } else if (name == "visit") {
      events.emplace_back("a visit begins");
    } else if (name == "identify") {
      events.emplace_back("the visitor is identified");
    } else if (name == "group") {
      events.emplace_back("the visitor's company is told");
    } else {
      events.push_back('"' + name + "\" comes");
    }
  }
  return list_words(events, "or");
}

Text count_of(const Model& model, const Count& count) {
  Text out = ", from the " + nth_words(count.at_least);
  out += count.distinct
             ? " different value of " + field_words(model, *count.distinct) + " on, once for each"
             : " time on";
  if (count.within) out += " within " + duration_words(*count.within);
  if (count.since) out += " since " + model.rules[*count.since].label;
  return out;
}

bool asks_nothing(const Condition& condition) {
  return condition.op == Condition::Op::kAll && condition.children.empty();
}

}  // namespace

Text rule_words(const Model& model, RuleIndex index) {
  const Rule& rule = model.rules[index];
  const bool fact = rule.kind == Rule::Kind::kFact;
  Text out = title(rule.label, rule.id) + ": " + points_of(model, rule);
  if (rule.limit) out += "; " + limit_words(*rule.limit);
  if (rule.max) out += "; never more than " + points_words(*rule.max) + " in all";
  if (rule.group) out += "; in the group " + model.groups[*rule.group].id;
  out += decay_words(rule.decay);
  if (!rule.clears.empty()) out += "; takes back " + labels_of(model, rule.clears);
  if (rule.veto) {
    out += "; a veto: while it lasts, " + model.scores[rule.score].label + " is at its lowest, " +
           number_words(model.scores[rule.score].low.value());
  }
  if (fact) return out + ". While " + condition_words(model, rule.condition) + ".";
  out += ". When " + event_words(model, rule);
  if (!asks_nothing(rule.condition)) out += " and " + condition_words(model, rule.condition);
  if (rule.count) out += count_of(model, *rule.count);
  if (rule.after) {
    out += ", at most " + duration_words(rule.after->within) + " after " +
           model.rules[rule.after->rule].label;
  }
  return out + ".";
}

}  // namespace kelvin
