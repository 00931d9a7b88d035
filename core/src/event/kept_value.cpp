#include "event/kept_value.h"

#include <algorithm>
#include <utility>

#include "event/scrub.h"

namespace kelvin {

void KeptValue::begin(const Keep& keep, std::optional<Value>& into) {
  root_ = &keep;
  into_ = &into;
  held_ = 0;
  into.reset();
}

void KeptValue::reset() {
  into_ = nullptr;
  frames_.clear();
}

/// What is wanted of the value that comes next; nullptr where it is not named, too deep, or one too
/// many.
const Keep* KeptValue::wanted() {
  if (frames_.empty()) return root_;
  const Frame& top = frames_.back();
  const Keep* keep = top.value.as_array() != nullptr ? top.keep : top.member;
  if (keep == nullptr || frames_.size() >= kMaxKeptDepth || held_ == kMaxKept) return nullptr;
  ++held_;
  return keep;
}

bool KeptValue::key(std::string_view name) {
  Frame& top = frames_.back();
  top.member = nullptr;
  if (top.keep == nullptr) return false;
  if (top.keep->whole) {
    top.member = top.keep;
  } else {
    const Keep::Member* named = top.keep->find(name);
    if (named == nullptr) return false;
    top.member = &named->keep;
  }
  top.name = cut_text(name);
  return true;
}

void KeptValue::scalar(Value value) {
  const Keep* keep = wanted();
  if (keep == nullptr || !keep->whole) {
    if (frames_.empty()) reset();
    return;
  }
  if (const std::string* text = value.as_text()) value = scrub_text(*text);
  add(std::move(value));
}

void KeptValue::begin_container(Value empty) {
  frames_.push_back({std::move(empty), wanted(), nullptr, {}});
}

void KeptValue::end_container() {
  Frame done = std::move(frames_.back());
  frames_.pop_back();
  if (done.keep != nullptr) add(std::move(done.value));
}

void KeptValue::add(Value value) {
  if (frames_.empty()) {
    *into_ = std::move(value);
    into_ = nullptr;
  } else if (Array* items = frames_.back().value.as_array()) {
    items->push_back(std::move(value));
  } else {
    frames_.back().value.set(frames_.back().name, std::move(value));
  }
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
