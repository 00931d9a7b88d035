// Value: a JSON value as plain data, and its text. Models, saved states, traits and the properties
// a model names are Values; scoring itself only compares them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/text.h"

namespace kelvin {

class Value;

/// A deleted overload of each verb takes this in the place of a document. So `compile(text)` does
/// not compile where kelvin/json.h, which reads text, is not included: the text would become a
/// Value, and be taken for the document itself.
struct NoText {
  template <detail::Bytes T>
  NoText(const T& text);
};

using Array = List<Value>;
/// Members in the order of the text. Of two members with one name the later stands, as in
/// JavaScript. A vector, because documents are small and `__proto__` is a name like any other.
using Object = List<std::pair<Text, Value>>;

/// null, true or false, a number (a double, as in JavaScript), text (UTF-8), a list or an object.
class Value {
 public:
  Value() : bool_(false) {}
  Value(bool b);
  Value(double number);
  Value(int number);
  Value(Text text);
  Value(std::string_view text);
  Value(const char* text);
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(Array items);
  Value(Object members);
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(Value other) noexcept;
  ~Value();

  [[nodiscard]] bool is_null() const { return kind_ == Kind::kNull; }
  /// The value as that kind, or nullptr where it is another.
  [[nodiscard]] const bool* as_bool() const { return kind_ == Kind::kBool ? &bool_ : nullptr; }
  [[nodiscard]] const double* as_number() const {
    return kind_ == Kind::kNumber ? &number_ : nullptr;
  }
  [[nodiscard]] const Text* as_text() const { return kind_ == Kind::kText ? &text_ : nullptr; }
  [[nodiscard]] const Array* as_array() const { return kind_ == Kind::kArray ? &items_ : nullptr; }
  [[nodiscard]] const Object* as_object() const {
    return kind_ == Kind::kObject ? &members_ : nullptr;
  }
  [[nodiscard]] Text* as_text() { return kind_ == Kind::kText ? &text_ : nullptr; }
  [[nodiscard]] Array* as_array() { return kind_ == Kind::kArray ? &items_ : nullptr; }
  [[nodiscard]] Object* as_object() { return kind_ == Kind::kObject ? &members_ : nullptr; }

  /// The member of that name, or nullptr: not an object, or no such member.
  [[nodiscard]] const Value* find(std::string_view name) const;
  [[nodiscard]] const Value* find(const Text& name) const;
  [[nodiscard]] const Value* find(const char* name) const;
  [[nodiscard]] const Value* find(const std::string& name) const {
    return find(std::string_view(name));
  }
  /// Replaces or adds a member, and gives it; what was no object becomes one.
  Value& set(std::string_view name, Value value);
  /// Removes the member of that name, if there is one.
  void erase(std::string_view name);

  friend bool operator==(const Value& a, const Value& b);

 private:
  // A union of our own: a std::variant's generated copies, moves and comparisons cost the page
  // three times as much.
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kText, kArray, kObject };
  Kind kind_ = Kind::kNull;
  union {
    bool bool_;
    double number_;
    Text text_;
    Array items_;
    Object members_;
  };
};

/// How deep lists and objects may nest in anything that the core is told.
inline constexpr std::size_t kMaxDepth = 32;
/// How many members one object may have in a document that is read whole (a model, a state).
inline constexpr std::size_t kMaxMembers = 2000;

/// The value as JSON text, without spaces. Numbers are written as JavaScript writes them (the
/// shortest text that reads back as the same double), so both sides of a wire agree on bytes.
Text to_json(const Value& value);
void append_json(Text& out, const Value& value);
void append_json(Text& out, std::string_view text);  ///< quoted and escaped
void append_json(Text& out, double number);          ///< `null` unless finite
template <class What>
void append_json(std::string& out, const What& what) {
  Text json;
  append_json(json, what);
  out += json;
}

}  // namespace kelvin
