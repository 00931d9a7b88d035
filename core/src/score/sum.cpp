#include "score/sum.h"

#include <algorithm>

#include "score/rule_points.h"

namespace kelvin {
namespace {

Points fact_points(const EvalContext& context, RuleIndex index) {
  if (!fact_holds(context, index)) return {};
  const Rule& rule = context.model.rules[index];
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

bool fact_holds(const EvalContext& context, RuleIndex index) {
  const Rule& rule = context.model.rules[index];
  const bool known = context.state.settled_under == context.model.digest && !rule.ages;
  return known ? context.state.rules[index].holds : holds(rule.condition, context);
}

Points contribution(const EvalContext& context, RuleIndex index, const RuleState& kept) {
  const Rule& rule = context.model.rules[index];
  if (rule.kind == Rule::Kind::kFact) return fact_points(context, index);
  return kept.live.empty() ? Points{} : live_points(rule, kept, context.at);
}

void read_contributions(const EvalContext& context, const List<RuleState>& rules,
                        List<Points>& out) {
  out.clear();
  for (RuleIndex i = 0; i < rules.size(); ++i) {
    out.push_back(contribution(context, i, rules[i]));
  }
}

Points cut_to_group(const Group& group, Points sum) {
  if (group.max && sum > *group.max) return *group.max;
  if (group.min && sum < *group.min) return *group.min;
  return sum;
}

Points total_of(const Model& model, const Score& score, const List<Points>& contributions,
                List<Points>& grouped) {
  Points total;
  grouped.clear();
  grouped.resize(score.groups.size());
  for (const RuleIndex index : score.rules) {
    const auto& group = model.rules[index].group;
    (group ? grouped[*group - score.groups.front()] : total) += contributions[index];
  }
  for (std::size_t i = 0; i < grouped.size(); ++i) {
    total += cut_to_group(model.groups[score.groups[i]], grouped[i]);
  }
  return total;
}

ScoreSum sum_of(const EvalContext& context, const Score& score, const List<RuleState>& rules) {
  const Model& model = context.model;
  ScoreSum sum;
  List<SumPart> grouped(score.groups.size());
  const auto add = [&sum](SumPart part) {
    sum.total += part.cut;
    if (part.earned && part.cut > Points{}) sum.earned += part.cut;
    sum.parts.push_back(std::move(part));
  };
  for (const RuleIndex index : score.rules) {
    const Rule& rule = model.rules[index];
    const Points points = contribution(context, index, rules[index]);
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
