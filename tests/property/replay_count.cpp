// What `count` makes of a match, and what the match would give.
#include <algorithm>
#include <iterator>

#include "property/replay.h"

namespace kelvin::property {

Seen Replay::seen_now(RuleIndex index, const Event& event, Instant t) const {
  const auto& count = model_.rules[index].count;
  Seen seen{event_, t, ""};
  if (count && count->distinct) {
    const auto value = value_of(*count->distinct, ask(t, &event));
    if (value && !value->is_null()) seen.value = to_json(*value);
  }
  return seen;
}

bool Replay::still_counts(const Count& count, const Seen& seen, Instant now) const {
  if (count.within && now - seen.time > *count.within) return false;
  if (!count.since || rules_[*count.since].matches.empty()) return true;
  return seen.event > rules_[*count.since].matches.back().event;
}

bool Replay::counted_enough(RuleIndex index, const Seen& now) const {
  const auto& count = model_.rules[index].count;
  if (!count) return true;
  if (count->distinct) {
    Memory memory = rules_[index].memory;
    return remember(*count, now, memory);
  }
  std::int64_t n = 1;
  for (const Seen& seen : rules_[index].matches) n += still_counts(*count, seen, now.time) ? 1 : 0;
  return n >= count->at_least;
}

/// Whether it is a new value, and enough have been.
bool Replay::remember(const Count& count, const Seen& now, Memory& memory) const {
  for (auto it = memory.begin(); it != memory.end();) {
    it = still_counts(count, it->second, now.time) ? std::next(it) : memory.erase(it);
  }
  if (now.value.empty()) return false;
  const bool is_new = memory.count(now.value) == 0;
  if (is_new && memory.size() >= 256) return false;
  memory[now.value] = now;
  return is_new && memory.size() >= static_cast<std::size_t>(count.at_least);
}

std::optional<double> Replay::value_multiplied(RuleIndex index, const Question& q) const {
  const auto& multiply = model_.rules[index].multiply;
  const auto value = multiply ? number_in(multiply->by, q) : std::optional(1.0);
  if (!value || *value == 0 || (*value < 0 && !multiply->is_signed)) return {};
  return value;
}

std::optional<Points> Replay::worth(RuleIndex index, std::int64_t nth, const Question& q) const {
  const Rule& rule = model_.rules[index];
  const PointsTable& table = rule.points;
  Points points;
  if (table.kind == PointsTable::Kind::kList) {
    const auto last = static_cast<std::int64_t>(table.list.size());
    points = table.list[static_cast<std::size_t>(std::min(nth, last) - 1)];
  } else if (table.kind == PointsTable::Kind::kSteps) {
    const auto value = number_in(table.by, q);
    for (const auto& [bound, given] : table.steps) {
      if (value && bound <= *value) points = given;
    }
  } else {
    points = table.otherwise;
    const auto value = value_of(table.by, q);
    for (const auto& [name, given] : table.values) {
      if (!value) continue;
      if (value->as_text() ? *value->as_text() == name : to_json(*value) == name) points = given;
    }
  }
  if (!rule.multiply) return points;
  const auto by = value_multiplied(index, q);
  if (!by) return {};
  double factor = *by / rule.multiply->unit;
  if (rule.multiply->max) factor = std::min(factor, *rule.multiply->max);
  if (rule.multiply->max) factor = std::max(factor, -*rule.multiply->max);
  return to_contribution(static_cast<double>(points.millionths) * factor);
}

}  // namespace kelvin::property
