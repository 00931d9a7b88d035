#include "event/kept_value.h"

#include <utility>

#include "event/scrub.h"

namespace kelvin {

void KeptValue::begin(const Model& model, const Keep& keep, std::optional<Value>& into) {
  model_ = &model;
  root_ = &keep;
  into_ = &into;
  held_ = 0;
  into.reset();
}

/// What is wanted of the value that comes next; nullptr where it is not named, too deep, or one too
/// many.
const Keep* KeptValue::wanted() {
  if (skipped_ > 0) return nullptr;
  if (depth_ == 0) return root_;
  const Frame& top = frames_[depth_ - 1];
  const Keep* keep = top.value->as_array() != nullptr ? top.keep : top.member;
  if (keep == nullptr || depth_ == kMaxKeptDepth || held_ == kMaxKept) return nullptr;
  ++held_;
  return keep;
}

bool KeptValue::key(std::string_view name) {
  if (skipped_ > 0) return false;
  Frame& top = frames_[depth_ - 1];
  const Keep::Member* named = top.keep->find(name);
  top.member = top.keep->whole ? top.keep : named != nullptr ? &named->keep : nullptr;
  if (top.member == nullptr) return false;
  name_ = scrub_text(name);
  top.value->erase(
      name_);  // of a repeated member the last stands, also where nothing of it is kept
  return true;
}

void KeptValue::scalar(Value value) {
  const Keep* keep = wanted();
  if (keep != nullptr && keep->whole) {
    if (const std::string* text = value.as_text()) value = scrub_value(*model_, *text);
    add(std::move(value));
  }
  close();
}

void KeptValue::begin_container(Value empty) {
  if (const Keep* keep = wanted()) {
    Value& placed = add(std::move(empty));
    frames_[depth_++] = {&placed, keep, nullptr};
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

std::optional<Value> pruned(const Value& value, const Keep& keep) {
  if (keep.whole) return value;
  if (const Array* items = value.as_array()) {
    Array out;
    for (const Value& item : *items) {
      if (auto kept = pruned(item, keep)) out.push_back(*std::move(kept));
    }
    return Value(std::move(out));
  }
  if (value.as_object() == nullptr) return std::nullopt;
  Object out;
  for (const auto& [name, member] : *value.as_object()) {
    const Keep::Member* named = keep.find(name);
    auto part = named != nullptr ? pruned(member, named->keep) : std::nullopt;
    if (part) out.emplace_back(name, *std::move(part));
  }
  return Value(std::move(out));
}

}  // namespace kelvin
