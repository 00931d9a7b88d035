#include "condition_tally.h"

namespace kelvin::study {

ConditionTally::ConditionTally(const Condition& condition) {
  add_parts(condition);
}

void ConditionTally::add_parts(const Condition& condition) {
  if (condition.op == Condition::Op::kAll) {
    for (const Condition& child : condition.children) add_parts(child);
    return;
  }
  PartTally part{&condition, 0, {}};
  each_test(condition, [&part](const Condition& test) { part.leaves.push_back({&test, {}}); });
  parts_.push_back(std::move(part));
}

void ConditionTally::take(const EvalContext& context) {
  ++asked_;
  for (PartTally& part : parts_) {
    if (!holds(*part.part, context)) ++part.failed;
    for (LeafTally& leaf : part.leaves) {
      ++leaf.kinds[static_cast<std::size_t>(operand_of(leaf.test->field, context).kind)];
    }
  }
}

void ConditionTally::merge(const ConditionTally& other) {
  asked_ += other.asked_;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].failed += other.parts_[i].failed;
    for (std::size_t j = 0; j < parts_[i].leaves.size(); ++j) {
      LeafTally& mine = parts_[i].leaves[j];
      const LeafTally& theirs = other.parts_[i].leaves[j];
      for (std::size_t k = 0; k < mine.kinds.size(); ++k) mine.kinds[k] += theirs.kinds[k];
    }
  }
}

}  // namespace kelvin::study
