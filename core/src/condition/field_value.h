// Where a field leads to: to one value, or into a list's elements.
#pragma once

#include <algorithm>

#include "condition/condition.h"
#include "kelvin/text.h"

namespace kelvin {

/// A number that a field computes, or the text or value that it points to; below it may lie a path.
struct FieldValue {
  Operand operand;
  const Value* tree = nullptr;  ///< where the field's path goes on
};

/// Where the field begins: an operand, or a tree in which its path goes on. A list that was made
/// for it stays in `scratch`.
FieldValue find_value(const Field& field, const EvalContext& context, Array& scratch);

/// MongoDB's paths: through an object by name, through a list into each of its elements. Whether
/// `test` is true of anything the path leads to; it is asked once about a missing operand where
/// the path leads nowhere.
template <class Test>
bool any_at(const Value& tree, const List<Text>& path, std::size_t from, const Test& test) {
  if (from == path.size()) return test(Operand::of(tree));
  if (const Array* items = tree.as_array()) {
    return std::any_of(items->begin(), items->end(),
                       [&](const Value& item) { return any_at(item, path, from, test); });
  }
  const Value* member = tree.find(path[from]);
  return member != nullptr ? any_at(*member, path, from + 1, test) : test(Operand{});
}

}  // namespace kelvin
