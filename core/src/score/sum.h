// The sum of a score: its rules' contributions, groups cut.
#pragma once

#include "condition/condition.h"
#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// Whether a fact rule holds. What the last event left is known, unless time alone may turn it.
bool fact_holds(const EvalContext& context, RuleIndex index);

/// What a rule contributes at the context's time: live points of hits, or what its fact gives.
/// `kept` is the state's memory of the rule, or a worn copy.
Points contribution(const EvalContext& context, RuleIndex index, const RuleState& kept);

/// The contributions of all rules. `rules` are the state's, or a worn copy.
void read_contributions(const EvalContext& context, const List<RuleState>& rules,
                        List<Points>& out);

/// A score's sum of these, groups cut; `grouped` is room to work in.
Points total_of(const Model& model, const Score& score, const List<Points>& contributions,
                List<Points>& grouped);

/// One term of a sum: a rule alone, or a group as one.
struct SumPart {
  List<RuleIndex> rules;
  Points uncut, cut;
  bool earned = false;  ///< by event rules; else by facts
};

struct ScoreSum {
  Points total;
  Points earned;  ///< the terms of event rules that are above zero
  List<SumPart> parts;
};

/// The sum with every term, for wear and reasons.
ScoreSum sum_of(const EvalContext& context, const Score& score, const List<RuleState>& rules);

/// A group's sum within its bounds.
Points cut_to_group(const Group& group, Points sum);

/// A hit's or fact's points by its table; `nth` counts from 1.
Points table_points(const PointsTable& table, std::int64_t nth, const EvalContext& context);

/// The value of `multiply`'s field; nothing where that is no hit: it is missing, no number or zero,
/// or below zero and not `signed`.
std::optional<double> value_to_multiply(const Multiply& multiply, const EvalContext& context);

/// What `multiply` makes of points by such a value.
Points multiplied(const Multiply& multiply, Points points, double value);

}  // namespace kelvin
