#include "kelvin/study/propose.h"

namespace kelvin::study {
namespace {

double cost_of(const Cut& cut, const Cut& all, const Goal& goal) {
  return goal.amount * cut.no + goal.missed * (all.yes - cut.yes);
}

bool meets(const Cut& cut, const Cut& all, double weeks, const Goal& goal) {
  switch (goal.kind) {
    case Goal::Kind::kCapacity:
      return weeks > 0 && (cut.yes + cut.no) / weeks <= goal.amount;
    case Goal::Kind::kPrecision:
      return cut.yes >= goal.amount * (cut.yes + cut.no);
    case Goal::Kind::kRecall:
      return all.yes > 0 && cut.yes >= goal.amount * all.yes;
    case Goal::Kind::kCost:
      return true;
  }
  return false;
}

}  // namespace

std::optional<Proposal> propose(const ScoreCalibration& score, double weeks, const Goal& goal) {
  if (score.visitors.empty()) return {};
  const Cut& all = score.visitors.back();
  const Cut* best = nullptr;
  for (const Cut& cut : score.visitors) {  // the highest first
    if (!meets(cut, all, weeks, goal)) continue;
    const bool first_wins = goal.kind == Goal::Kind::kRecall;
    const bool dearer = goal.kind == Goal::Kind::kCost && best != nullptr &&
                        cost_of(cut, all, goal) >= cost_of(*best, all, goal);
    if (best == nullptr || (!first_wins && !dearer)) best = &cut;
  }
  if (best == nullptr) return {};
  Proposal out;
  out.goal = goal;
  out.least = best->score;
  out.visitors = best->yes + best->no;
  out.converted = best->yes;
  out.precision = best->yes / out.visitors;
  out.precision_interval = wilson(best->yes, out.visitors);
  out.recall = all.yes > 0 ? best->yes / all.yes : 0;
  out.recall_interval = wilson(best->yes, all.yes);
  out.lift = all.yes > 0 ? out.precision * (all.yes + all.no) / all.yes : 0;
  out.per_week = weeks > 0 ? out.visitors / weeks : 0;
  out.cost = cost_of(*best, all, goal);
  out.everybody = best == &all;
  return out;
}

}  // namespace kelvin::study
