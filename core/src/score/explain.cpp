// Reasons: every rule's part in a score, told apart into what it gave and what was taken.
#include <algorithm>
#include <span>

#include "condition/condition.h"
#include "kelvin/outcome.h"
#include "score/sum.h"
#include "score/wear.h"

namespace kelvin {
namespace {

/// Shares what a group's cap takes (or its floor gives) among its rules, in proportion; the last
/// takes the rounding, so that the shares sum to it exactly.
void share_cap(const SumPart& part, std::span<Reason> reasons) {
  const Points cap = part.cut - part.uncut;
  if (cap == Points{}) return;
  Points left = cap;
  Reason* last = nullptr;
  for (Reason& reason : reasons) {
    if (std::find(part.rules.begin(), part.rules.end(), reason.rule) == part.rules.end()) continue;
    const double share =
        static_cast<double>(reason.points.millionths) / static_cast<double>(part.uncut.millionths);
    reason.cap = to_contribution(static_cast<double>(cap.millionths) * share);
    left = left - reason.cap;
    last = &reason;
  }
  if (last != nullptr) last->cap += left;
}

Reason reason_of(const EvalContext& context, RuleIndex index, const List<RuleState>& worn) {
  const Rule& rule = context.model.rules[index];
  const RuleState& kept = context.state.rules[index];
  Reason reason;
  reason.rule = index;
  reason.points = contribution(context, index, worn[index]);
  if (rule.kind == Rule::Kind::kFact) {
    reason.hits = fact_holds(context, index) ? 1 : 0;
    reason.raw = reason.points;
    return reason;
  }
  const Points before = contribution(context, index, kept);
  reason.hits = kept.hits;
  reason.raw = kept.raw;
  reason.wear = kept.worn + (reason.points - before);
  reason.decay = before - kept.raw - kept.worn;
  return reason;
}

}  // namespace

List<Reason> explain(const Model& model, const State& state, Instant at) {
  const Instant t = state.last ? std::max(at, *state.last) : at;
  if (is_forgotten(model, state, t)) return explain(model, forgotten(model, state), t);
  List<RuleState> worn = state.rules;
  wear(model, state, worn, t);
  const EvalContext context{model, state, t};
  List<Reason> out;
  for (const Score& score : model.scores) {
    const std::size_t before = out.size();
    for (const RuleIndex index : score.rules) {
      const Reason reason = reason_of(context, index, worn);
      if (reason.hits > 0 || reason.points != Points{}) out.push_back(reason);
    }
    const auto reasons = std::span(out).subspan(before);
    for (const SumPart& part : sum_of(context, score, worn).parts) share_cap(part, reasons);
    for (Reason& reason : reasons) reason.points += reason.cap;
  }
  return out;
}

}  // namespace kelvin
