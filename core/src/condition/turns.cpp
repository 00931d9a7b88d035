#include "condition/turns.h"

#include <algorithm>

#include "condition/field_value.h"

namespace kelvin {
namespace {

using Op = Condition::Op;

constexpr double kMostDays = 1e7;  ///< past the year 9999

/// Every date that a condition looks at, whether or not the rest of it holds.
struct Turns {
  const EvalContext& context;
  Instant& next;

  void of_date(const Condition& test, const Operand& x) const {
    const auto date = as_date(x);
    if (!date) return;
    const Array& bounds = *test.operand.as_array();
    const auto at = [&](std::size_t bound) {
      return *date + Duration{static_cast<std::int64_t>(*bounds[bound].as_number())};
    };
    keep_next(context.at, at(0), next);
    keep_next(context.at, at(1) + Duration{1}, next);
  }

  void of_value(const Condition& test, const Operand& x) const {
    if (test.op == Op::kAge) of_date(test, x);
    if (x.kind != Operand::Kind::kList) return;
    for (const Value& item : *x.items) {
      if (test.op == Op::kAge) of_date(test, Operand::of(item));
      if (test.op == Op::kElemMatch) of_element(test.children[0], item);
    }
  }

  void of_element(const Condition& condition, const Value& element) const {
    if (is_combination(condition)) {
      for (const Condition& child : condition.children) of_element(child, element);
    } else {
      of_tree(condition, element);
    }
  }

  void of_tree(const Condition& test, const Value& tree) const {
    any_at(tree, test.field.path, 0, [&](const Operand& x) {
      of_value(test, x);
      return false;  // go on to the next
    });
  }
};

}  // namespace

bool ages(const Condition& condition) {
  return condition.op == Op::kAge || condition.field.source == Field::Source::kTotalAgeDays ||
         std::any_of(condition.children.begin(), condition.children.end(), ages);
}

void find_day_turn(double days, const EvalContext& context, Instant& next) {
  if (!context.state.first || !(days >= 0) || days > kMostDays) return;
  const Instant reached =
      *context.state.first + Duration{static_cast<std::int64_t>(days) * kDay.ms};
  keep_next(context.at, reached, next);
  keep_next(context.at, reached + kDay, next);
}

void find_turn(const Condition& condition, const EvalContext& context, Instant& next) {
  if (is_combination(condition)) {
    for (const Condition& child : condition.children) find_turn(child, context, next);
  } else if (condition.field.source == Field::Source::kTotalAgeDays) {
    const Operand operand = Operand::of(condition.operand);
    if (const auto days = as_number(operand)) find_day_turn(*days, context, next);
    if (operand.kind != Operand::Kind::kList) return;
    for (const Value& item : *operand.items) {
      if (const auto days = as_number(Operand::of(item))) find_day_turn(*days, context, next);
    }
  } else if (ages(condition)) {
    Array scratch;
    const FieldValue found = find_value(condition.field, context, scratch);
    const Turns turns{context, next};
    if (found.tree != nullptr) {
      turns.of_tree(condition, *found.tree);
    } else {
      turns.of_value(condition, found.operand);
    }
  }
}

}  // namespace kelvin
