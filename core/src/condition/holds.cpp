// Whether a condition holds: MongoDB's semantics, test by test.
#include <algorithm>

#include "condition/field_value.h"
#include "condition/glob.h"
#include "facts/words.h"

namespace kelvin {
namespace {

/// Whether a text is like one of the condition's texts, or has one of them in it.
bool test_text(const Condition& condition, std::string_view text) {
  using Op = Condition::Op;
  const bool glob = condition.op == Op::kGlob || condition.op == Op::kTextGlob;
  const GlobOf of = condition.op == Op::kGlob ? GlobOf::kPath : GlobOf::kText;
  const bool words = condition.op == Op::kWords;
  Text folded;
  if (!glob) folded = words ? fold_words(text) : fold_text(text);
  return std::any_of(condition.texts.begin(), condition.texts.end(), [&](const Text& t) {
    if (glob) return glob_matches(t, text, of);
    return words ? contains_words(folded, t) : folded.find(t) != folded.npos;
  });
}

bool test_age(const Condition& condition, const Operand& x, Instant at) {
  const auto date = as_date(x);
  if (!date) return false;
  const auto age = static_cast<double>((at - *date).ms);
  const Array& bounds = *condition.operand.as_array();
  return *bounds[0].as_number() <= age && age <= *bounds[1].as_number();
}

/// The test on one value that is no list, or on a list as a whole.
bool test_value(const Condition& condition, const Operand& x, Instant at) {
  using Op = Condition::Op;
  switch (condition.op) {
    case Op::kEqual:
      return equal(x, condition.operand);
    case Op::kGreater:
      return order(x, condition.operand).value_or(-1) > 0;
    case Op::kGreaterOrEqual:
      return order(x, condition.operand).value_or(-1) >= 0;
    case Op::kLess:
      return order(x, condition.operand).value_or(1) < 0;
    case Op::kLessOrEqual:
      return order(x, condition.operand).value_or(1) <= 0;
    case Op::kIn: {
      const Array& choices = *condition.operand.as_array();
      return std::any_of(choices.begin(), choices.end(),
                         [&x](const Value& choice) { return equal(x, choice); });
    }
    case Op::kType:
      return type_name(x) == *condition.operand.as_text();
    case Op::kGlob:
    case Op::kTextGlob:
    case Op::kWords:
    case Op::kContains:
      return x.kind == Operand::Kind::kText && test_text(condition, x.text);
    case Op::kAge:
      return test_age(condition, x, at);
    default:
      return false;
  }
}

bool test_one(const Condition& condition, const Operand& x, Instant at) {
  using Op = Condition::Op;
  const bool list = x.kind == Operand::Kind::kList;
  switch (condition.op) {
    case Op::kExists:
      return x.kind != Operand::Kind::kMissing;
    case Op::kListSize:
      return list && equal(Operand::of(static_cast<double>(x.items->size())), condition.operand);
    case Op::kElemMatch:
      return list && std::any_of(x.items->begin(), x.items->end(), [&](const Value& item) {
               return holds(condition.children[0], item, at);
             });
    default:
      return test_value(condition, x, at) ||
             (list && std::any_of(x.items->begin(), x.items->end(), [&](const Value& item) {
                return test_value(condition, Operand::of(item), at);
              }));
  }
}

/// A list's element, or an account.
struct Element {
  const Value& value;
  Instant at;
};

bool test(const Condition& condition, const Element& element) {
  return any_at(element.value, condition.field.path, 0,
                [&](const Operand& x) { return test_one(condition, x, element.at); });
}

bool test(const Condition& condition, const EvalContext& context) {
  Array scratch;
  const FieldValue found = find_value(condition.field, context, scratch);
  if (found.tree != nullptr) return test(condition, Element{*found.tree, context.at});
  return test_one(condition, found.operand, context.at);
}

/// A condition of an element, or of a visitor: combinations are the same, only tests differ.
template <class Subject>
bool holds_of(const Condition& condition, const Subject& subject) {
  using Op = Condition::Op;
  const auto child = [&subject](const Condition& c) { return holds_of(c, subject); };
  const auto& children = condition.children;
  switch (condition.op) {
    case Op::kAll:
      return std::all_of(children.begin(), children.end(), child);
    case Op::kAny:
      return std::any_of(children.begin(), children.end(), child);
    case Op::kNone:
      return std::none_of(children.begin(), children.end(), child);
    default:
      return test(condition, subject);
  }
}

}  // namespace

bool holds(const Condition& condition, const Value& element, Instant at) {
  return holds_of(condition, Element{element, at});
}

bool holds(const Condition& condition, const EvalContext& context) {
  return holds_of(condition, context);
}

}  // namespace kelvin
