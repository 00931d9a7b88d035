#include "kelvin/value.h"

namespace kelvin {

const Value* Value::find(std::string_view name) const {
  const Object* members = as_object();
  if (members == nullptr) return nullptr;
  for (const auto& [key, value] : *members) {
    if (key == name) return &value;
  }
  return nullptr;
}

void Value::set(std::string_view name, Value value) {
  if (as_object() == nullptr) data_ = Object{};
  Object& members = *as_object();
  for (auto& [key, old] : members) {
    if (key == name) {
      old = std::move(value);
      return;
    }
  }
  members.emplace_back(std::string(name), std::move(value));
}

void Value::erase(std::string_view name) {
  if (Object* members = as_object()) {
    std::erase_if(*members, [name](const auto& member) { return member.first == name; });
  }
}

}  // namespace kelvin
