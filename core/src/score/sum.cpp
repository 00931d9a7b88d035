#include "score/sum.h"

#include <algorithm>
#include <string>

#include "score/rule_points.h"

namespace kelvin {
namespace {

Points fact_points(const Rule& rule, const Scene& scene) {
  if (!holds(rule.condition, scene)) return {};
  Points points = table_points(rule.points, 1, scene);
  if (rule.multiply) {
    const auto value = value_to_multiply(*rule.multiply, scene);
    if (!value) return {};
    points = multiplied(*rule.multiply, points, *value);
  }
  return rule.max ? std::clamp(points, -*rule.max, *rule.max) : points;
}

/// The text by which a lookup finds a value: a number or a boolean as JSON writes it.
std::string lookup_key(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kText:
      return std::string(operand.text);
    case Operand::Kind::kNumber:
      return to_json(Value(operand.number));
    case Operand::Kind::kBool:
      return operand.boolean ? "true" : "false";
    default:
      return "";
  }
}

}  // namespace

Points contribution(const Rule& rule, const RuleState& state, const Scene& scene) {
  return rule.kind == Rule::Kind::kEvent ? live_points(rule, state, scene.at)
                                         : fact_points(rule, scene);
}

Points cut_to_group(const Group& group, Points sum) {
  if (group.max && sum > *group.max) return *group.max;
  if (group.min && sum < *group.min) return *group.min;
  return sum;
}

ScoreSum sum_of(const Model& model, const Score& score, const Scene& scene,
                const std::vector<RuleState>& rules) {
  ScoreSum sum;
  std::vector<SumPart> grouped(score.groups.size());
  const auto add = [&sum](SumPart part) {
    sum.total += part.cut;
    if (part.earned && part.cut > Points{}) sum.earned += part.cut;
    sum.parts.push_back(std::move(part));
  };
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    const Points points = contribution(rule, rules[index], scene);
    const bool earned = rule.kind == Rule::Kind::kEvent;
    if (!rule.group) {
      add({{index}, points, points, earned});
      continue;
    }
    SumPart& part = grouped[*rule.group - score.groups.front()];
    part.rules.push_back(index);
    part.uncut += points;
    part.earned = earned;
  }
  for (std::size_t i = 0; i < grouped.size(); ++i) {
    grouped[i].cut = cut_to_group(model.groups[score.groups[i]], grouped[i].uncut);
    add(std::move(grouped[i]));
  }
  return sum;
}

Points total_of(const Model& model, const Score& score, const Scene& scene,
                const std::vector<RuleState>& rules) {
  Points total;
  std::vector<Points> grouped(score.groups.size());
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    const Points points = contribution(rule, rules[index], scene);
    (rule.group ? grouped[*rule.group - score.groups.front()] : total) += points;
  }
  for (std::size_t i = 0; i < grouped.size(); ++i) {
    total += cut_to_group(model.groups[score.groups[i]], grouped[i]);
  }
  return total;
}

Points table_points(const PointsTable& table, std::int64_t nth, const Scene& scene) {
  switch (table.kind) {
    case PointsTable::Kind::kList: {
      const auto last = static_cast<std::int64_t>(table.list.size());
      return table.list[static_cast<std::size_t>(std::min(nth, last) - 1)];
    }
    case PointsTable::Kind::kSteps: {
      const auto value = number_of(table.by, scene);
      Points points;
      for (const auto& [bound, given] : table.steps) {
        if (value && bound <= *value) points = given;
      }
      return points;
    }
    case PointsTable::Kind::kValues: {
      const std::string key = lookup_key(operand_of(table.by, scene));
      for (const auto& [value, points] : table.values) {
        if (value == key) return points;
      }
      return table.otherwise;
    }
  }
  return {};
}

std::optional<double> value_to_multiply(const Multiply& multiply, const Scene& scene) {
  const auto value = number_of(multiply.by, scene);
  const bool counts = value && (*value > 0 || (multiply.is_signed && *value < 0));
  return counts ? value : std::nullopt;
}

Points multiplied(const Multiply& multiply, Points points, double value) {
  double factor = value / multiply.unit;
  if (multiply.max) factor = std::clamp(factor, -*multiply.max, *multiply.max);
  return to_contribution(static_cast<double>(points.millionths) * factor);
}

}  // namespace kelvin
