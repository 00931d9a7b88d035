#include "event/kept_value.h"

#include <utility>

#include "event/scrub.h"

namespace kelvin {

void KeptValue::begin(const Model& model, const FieldMask& mask, std::optional<Value>& into) {
  model_ = &model;
  root_ = &mask;
  into_ = &into;
  held_ = depth_ = skipped_ = 0;
  into.reset();
}

/// What is wanted of the value that comes next; nullptr where it is not named, too deep, or one too
/// many.
const FieldMask* KeptValue::wanted() {
  if (skipped_ > 0) return nullptr;
  if (depth_ == 0) return root_;
  const Frame& top = frames_[depth_ - 1];
  const FieldMask* mask = top.value->as_array() != nullptr ? top.mask : top.member;
  if (mask == nullptr || depth_ == kMaxKeptDepth || held_ == kMaxKept) return nullptr;
  ++held_;
  return mask;
}

bool KeptValue::key(std::string_view name) {
  if (skipped_ > 0) return false;
  Frame& top = frames_[depth_ - 1];
  const FieldMask::Member* named = top.mask->find(name);
  top.member = top.mask->whole ? top.mask : named != nullptr ? &named->mask : nullptr;
  if (top.member == nullptr) return false;
  name_ = scrub_text(name);
  top.value->erase(
      name_);  // of a repeated member the last stands, also where nothing of it is kept
  return true;
}

void KeptValue::scalar(Value value) {
  const FieldMask* mask = wanted();
  if (mask != nullptr && mask->whole) add(std::move(value));
  close();
}

void KeptValue::text(std::string_view utf8) {
  const FieldMask* mask = wanted();
  if (mask != nullptr && mask->whole) add(scrub_value(*model_, utf8));
  close();
}

Value empty_container(bool object) {
  return object ? Value(Object{}) : Value(Array{});
}

void KeptValue::begin_container(bool object) {
  if (const FieldMask* mask = wanted()) {
    Value& placed = add(empty_container(object));
    frames_[depth_++] = {&placed, mask, nullptr};
  } else {
    ++skipped_;
  }
}

void KeptValue::end_container() {
  --(skipped_ > 0 ? skipped_ : depth_);
  close();
}

void KeptValue::close() {
  if (depth_ == 0) into_ = nullptr;
}

Value& KeptValue::add(Value value) {
  if (depth_ == 0) return into_->emplace(std::move(value));
  Value& parent = *frames_[depth_ - 1].value;
  if (Array* items = parent.as_array()) return items->emplace_back(std::move(value));
  return parent.set(name_, std::move(value));
}

std::optional<Value> pruned(const Value& value, const FieldMask& mask) {
  if (mask.whole) return value;
  if (const Array* items = value.as_array()) {
    Array out;
    for (const Value& item : *items) {
      if (auto kept = pruned(item, mask)) out.push_back(*std::move(kept));
    }
    return Value(std::move(out));
  }
  if (value.as_object() == nullptr) return std::nullopt;
  Object out;
  for (const auto& [name, member] : *value.as_object()) {
    const FieldMask::Member* named = mask.find(name);
    auto part = named != nullptr ? pruned(member, named->mask) : std::nullopt;
    if (part) out.emplace_back(name, *std::move(part));
  }
  return Value(std::move(out));
}

}  // namespace kelvin
