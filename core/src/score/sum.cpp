#include "score/sum.h"

#include <algorithm>

#include "score/rule_points.h"

namespace kelvin {
namespace {

Points fact_points(const Rule& rule, const EvalContext& context) {
  if (!holds(rule.condition, context)) return {};
  Points points = table_points(rule.points, 1, context);
  if (rule.multiply) {
    const auto value = value_to_multiply(*rule.multiply, context);
    if (!value) return {};
    points = multiplied(*rule.multiply, points, *value);
  }
  return rule.max ? std::clamp(points, -*rule.max, *rule.max) : points;
}

/// The text by which a lookup finds a value: a number or a boolean as JSON writes it.
Text lookup_key(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kText:
      return Text(operand.text);
    case Operand::Kind::kNumber:
      return to_json(Value(operand.number));
    case Operand::Kind::kBool:
      return operand.boolean ? "true" : "false";
    default:
      return "";
  }
}

}  // namespace

Points contribution(const Rule& rule, const RuleState& state, const EvalContext& context) {
  return rule.kind == Rule::Kind::kEvent ? live_points(rule, state, context.at)
                                         : fact_points(rule, context);
}

Points cut_to_group(const Group& group, Points sum) {
  if (group.max && sum > *group.max) return *group.max;
  if (group.min && sum < *group.min) return *group.min;
  return sum;
}

ScoreSum sum_of(const Model& model, const Score& score, const EvalContext& context,
                const List<RuleState>& rules) {
  ScoreSum sum;
  List<SumPart> grouped(score.groups.size());
  const auto add = [&sum](SumPart part) {
    sum.total += part.cut;
    if (part.earned && part.cut > Points{}) sum.earned += part.cut;
    sum.parts.push_back(std::move(part));
  };
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    const Points points = contribution(rule, rules[index], context);
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

Points total_of(const Model& model, const Score& score, const EvalContext& context,
                const List<RuleState>& rules) {
  Points total;
  List<Points> grouped(score.groups.size());
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    const Points points = contribution(rule, rules[index], context);
    (rule.group ? grouped[*rule.group - score.groups.front()] : total) += points;
  }
  for (std::size_t i = 0; i < grouped.size(); ++i) {
    total += cut_to_group(model.groups[score.groups[i]], grouped[i]);
  }
  return total;
}

Points table_points(const PointsTable& table, std::int64_t nth, const EvalContext& context) {
  switch (table.kind) {
    case PointsTable::Kind::kList: {
      const auto last = static_cast<std::int64_t>(table.list.size());
      return table.list[static_cast<std::size_t>(std::min(nth, last) - 1)];
    }
    case PointsTable::Kind::kSteps: {
      const auto value = number_of(table.by, context);
      Points points;
      for (const auto& [bound, given] : table.steps) {
        if (value && bound <= *value) points = given;
      }
      return points;
    }
    case PointsTable::Kind::kValues: {
      const Text key = lookup_key(operand_of(table.by, context));
      for (const auto& [value, points] : table.values) {
        if (value == key) return points;
      }
      return table.otherwise;
    }
  }
  return {};
}

std::optional<double> value_to_multiply(const Multiply& multiply, const EvalContext& context) {
  const auto value = number_of(multiply.by, context);
  const bool counts = value && (*value > 0 || (multiply.is_signed && *value < 0));
  return counts ? value : std::nullopt;
}

Points multiplied(const Multiply& multiply, Points points, double value) {
  double factor = value / multiply.unit;
  if (multiply.max) factor = std::clamp(factor, -*multiply.max, *multiply.max);
  return to_contribution(static_cast<double>(points.millionths) * factor);
}

}  // namespace kelvin
