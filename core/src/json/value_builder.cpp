#include "kelvin/value_builder.h"

#include <utility>

#include "json/number_text.h"

namespace kelvin {

void ValueBuilder::open(Value empty) {
  Value& placed = add(std::move(empty));
  open_[depth_++] = &placed;
}

Value& ValueBuilder::add(Value value) {
  if (depth_ == 0) return root_ = std::move(value);
  Value& parent = *open_[depth_ - 1];
  if (Array* items = parent.as_array()) return items->emplace_back(std::move(value));
  if (parent.as_object()->size() < kMaxMembers) return parent.set(name_, std::move(value));
  too_many_ = true;
  return surplus_ = std::move(value);
}

Result<Value> ValueBuilder::take_document() {
  if (!too_many_) return take();
  return Error{"too_many", "", "an object with more than " + integer_text(kMaxMembers) + " members",
               "use fewer members"};
}

}  // namespace kelvin
