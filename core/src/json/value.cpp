#include "kelvin/value.h"

#include <memory>

namespace kelvin {

Value::Value(bool b) : kind_(Kind::kBool), bool_(b) {}
Value::Value(double number) : kind_(Kind::kNumber), number_(number) {}
Value::Value(int number) : kind_(Kind::kNumber), number_(number) {}
Value::Value(Text text) : kind_(Kind::kText), text_(std::move(text)) {}
Value::Value(std::string_view text) : kind_(Kind::kText), text_(text) {}
Value::Value(const char* text) : kind_(Kind::kText), text_(text) {}
Value::Value(Array items) : kind_(Kind::kArray), items_(std::move(items)) {}
Value::Value(Object members) : kind_(Kind::kObject), members_(std::move(members)) {}

Value::Value(const Value& other) : kind_(other.kind_), number_(0) {
  switch (kind_) {
    case Kind::kNull:
      break;
    case Kind::kBool:
      bool_ = other.bool_;
      break;
    case Kind::kNumber:
      number_ = other.number_;
      break;
    case Kind::kText:
      new (&text_) Text(other.text_);
      break;
    case Kind::kArray:
      new (&items_) Array(other.items_);
      break;
    case Kind::kObject:
      new (&members_) Object(other.members_);
      break;
  }
}

Value::Value(Value&& other) noexcept : kind_(other.kind_), number_(0) {
  switch (kind_) {
    case Kind::kNull:
      break;
    case Kind::kBool:
      bool_ = other.bool_;
      break;
    case Kind::kNumber:
      number_ = other.number_;
      break;
    case Kind::kText:
      new (&text_) Text(std::move(other.text_));
      break;
    case Kind::kArray:
      new (&items_) Array(std::move(other.items_));
      break;
    case Kind::kObject:
      new (&members_) Object(std::move(other.members_));
      break;
  }
}

Value& Value::operator=(Value other) noexcept {
  this->~Value();
  return *new (this) Value(std::move(other));
}

Value::~Value() {
  if (kind_ == Kind::kText) std::destroy_at(&text_);
  if (kind_ == Kind::kArray) std::destroy_at(&items_);
  if (kind_ == Kind::kObject) std::destroy_at(&members_);
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case Value::Kind::kNull:
      return true;
    case Value::Kind::kBool:
      return a.bool_ == b.bool_;
    case Value::Kind::kNumber:
      return a.number_ == b.number_;
    case Value::Kind::kText:
      return a.text_ == b.text_;
    case Value::Kind::kArray:
      return a.items_ == b.items_;
    case Value::Kind::kObject:
      return a.members_ == b.members_;
  }
  return false;
}

const Value* Value::find(std::string_view name) const {
  const Object* members = as_object();
  if (members == nullptr) return nullptr;
  for (const auto& [key, value] : *members) {
    if (key == name) return &value;
  }
  return nullptr;
}

const Value* Value::find(const Text& name) const {
  return find(std::string_view(name));
}
const Value* Value::find(const char* name) const {
  return find(std::string_view(name));
}

Value& Value::set(std::string_view name, Value value) {
  if (as_object() == nullptr) *this = Object{};
  if (const Value* old = find(name)) return *const_cast<Value*>(old) = std::move(value);
  return members_.emplace_back(name, std::move(value)).second;
}

void Value::erase(std::string_view name) {
  if (Object* members = as_object()) {
    erase_if(*members, [name](const auto& member) { return member.first == name; });
  }
}

}  // namespace kelvin
