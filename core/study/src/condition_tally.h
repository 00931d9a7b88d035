// ConditionTally: which part of a condition fails how often, and what its fields hold then.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "condition/condition.h"
#include "kelvin/model.h"

namespace kelvin::study {

/// A test, and of which kinds its field was: as Operand::Kind counts them.
struct LeafTally {
  const Condition* test = nullptr;
  std::array<std::uint64_t, 7> kinds{};

  [[nodiscard]] std::uint64_t missing() const {
    return kinds[static_cast<std::size_t>(Operand::Kind::kMissing)];
  }
};

/// What must hold together with others: a test, or an $or or $not of some.
struct PartTally {
  const Condition* part = nullptr;
  std::uint64_t failed = 0;
  std::vector<LeafTally> leaves;
};

class ConditionTally {
 public:
  ConditionTally() = default;
  /// The condition must outlive it.
  explicit ConditionTally(const Condition& condition);

  void take(const EvalContext& context);
  void merge(const ConditionTally& other);

  [[nodiscard]] std::uint64_t asked() const { return asked_; }
  [[nodiscard]] const std::vector<PartTally>& parts() const { return parts_; }

 private:
  void add_parts(const Condition& condition);

  std::uint64_t asked_ = 0;
  std::vector<PartTally> parts_;
};

/// Calls with each test in the condition.
template <class Call>
void each_test(const Condition& condition, const Call& call) {
  if (!is_combination(condition)) return call(condition);
  for (const Condition& child : condition.children) each_test(child, call);
}

}  // namespace kelvin::study
