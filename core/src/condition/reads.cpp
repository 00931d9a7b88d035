#include "condition/reads.h"

#include <algorithm>

namespace kelvin {
namespace {

/// Whether time alone changes what it contributes.
bool moves(const Rule& rule) {
  return rule.decay.fades() || (rule.reads & kReadsTime) != 0;
}

}  // namespace

std::uint8_t reads_of(const Model& model, const Field& field) {
  using Source = Field::Source;
  switch (field.source) {
    case Source::kProfile:
      return kReadsProfile;
    case Source::kTotalAgeDays:
      return kReadsTime;
    case Source::kSegments:
      return kReadsSegments;
    case Source::kMomentum:  // the days that it counts end by themselves
      return kReadsSnapshot | kReadsTime;
    case Source::kRuleHits: {
      const Rule& rule = model.rules[field.index];
      if (rule.kind == Rule::Kind::kEvent) return kReadsRules;
      return reads_of(model, rule.condition);
    }
    default:
      break;
  }
  if (field.source >= Source::kScore) {
    return field.source == Source::kElement ? kReadsNothing : kReadsSnapshot;
  }
  if (field.source >= Source::kRuleHits) return kReadsRules;
  return field.source > Source::kProfile ? kReadsCounters : kReadsNothing;
}

std::uint8_t reads_of(const Model& model, const Condition& condition) {
  std::uint8_t reads = condition.op == Condition::Op::kAge ? kReadsTime : kReadsNothing;
  if (condition.op > Condition::Op::kNone) reads |= reads_of(model, condition.field);
  for (const Condition& child : condition.children) reads |= reads_of(model, child);
  return reads;
}

std::uint8_t reads_of(const Model& model, const Rule& fact) {
  std::uint8_t reads = reads_of(model, fact.condition);
  if (fact.points.kind != PointsTable::Kind::kList) reads |= reads_of(model, fact.points.by);
  if (fact.multiply) reads |= reads_of(model, fact.multiply->by);
  return reads;
}

void find_dependencies(Model& model) {
  model.facts.clear();
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    Rule& rule = model.rules[i];
    if (rule.kind == Rule::Kind::kFact) {
      rule.reads = reads_of(model, rule);
      model.facts.push_back(i);
    }
    if (moves(rule)) model.scores_move = true;
    if (rule.count && rule.count->since) model.rules[*rule.count->since].restarts.push_back(i);
  }
  for (const Score& score : model.scores) {
    if (score.inactivity) model.scores_move = true;
  }
  for (Segment& segment : model.segments) {
    segment.reads = reads_of(model, segment.when);
    if (segment.leave) segment.reads |= reads_of(model, *segment.leave);
  }
}

}  // namespace kelvin
