// Reading a document with all its mistakes: a list of problems, and objects that know their keys.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The mistakes found so far in one document. Whoever reads it hands on nothing but values; where a
/// value stands is looked up when something is wrong with it, by its address in the document.
class Problems {
 public:
  explicit Problems(const Value& document) : document_(document) {}

  /// `at` is a value of the document. Of more than kMostErrors mistakes the first are told.
  void add(const char* code, const Value& at, const Text& found, const Text& fix);
  void add(const char* code, const Value& at, const char* found, const char* fix);
  /// What was found is the value itself.
  void add(const char* code, const Value& at, const Text& fix);
  void add(const char* code, const Value& at, const char* fix);
  void add_missing(const Value& object, const char* key);

  [[nodiscard]] bool none() const { return errors_.empty(); }
  [[nodiscard]] Errors take() { return std::move(errors_); }

 private:
  const Value& document_;
  Errors errors_;
};

inline constexpr std::size_t kMostErrors = 200;

/// "count is for rules with on": texts that name what they are about.
Text joined(const char* before, const Text& about, const char* after = "");
Text joined(const char* before, std::size_t about, const char* after = "");

/// A member's name as a step of a JSON pointer: "/scores".
Text step_of(std::string_view name);
/// That for people: long names are cut.
Text pointer_step(std::string_view name);

using Names = List<std::string_view>;
Names split(std::string_view words, char separator);

/// "did you mean where?", or the list of what would be right.
Text suggest(std::string_view name, const Names& known);

struct Bounds {
  double low, high;
};
inline constexpr Bounds kAnyNumber{-1e6, 1e6};
inline constexpr Bounds kAboveZero{0, 1e6};  ///< above zero

/// An object of the model with the keys it may have. `note` is allowed on all of them.
///
/// Literals are passed as plain pointers here, not as string_views: these go through memory in
/// WebAssembly's calling convention, and a compiler is little else than calls with literals.
class Members {
 public:
  /// Reports a value that is no object, and every key that is not among these: "id label when".
  Members(Problems& problems, const Value& object, const char* keys);

  [[nodiscard]] bool has(const char* key) const { return get(key) != nullptr; }
  /// The member, or nullptr where it is absent.
  [[nodiscard]] const Value* get(const char* key) const { return object_.find(key); }
  /// The member; its absence is a mistake.
  const Value* need(const char* key);

  /// What a member holds; the mistake of another kind is told. Absent, it is empty or false.
  Text text(const char* key);
  /// `label`, or the id where it is absent or empty.
  Text label_or(const Text& id);
  bool flag(const char* key);
  std::optional<double> number(const char* key, Bounds bounds);
  std::optional<Duration> duration(const char* key);
  std::span<const Value> list(const char* key);
  std::span<const Value> some(const char* key);  ///< a list that must not be empty

  [[nodiscard]] const Value& object() const { return object_; }

 private:
  Problems& problems_;
  const Value& object_;
};

/// Single values, each with its mistakes; nothing, or nullptr, where there was one.
const Text* read_text(Problems& problems, const Value& value);
std::optional<double> read_number(Problems& problems, const Value& value, Bounds bounds);
std::optional<std::int64_t> read_count(Problems& problems, const Value& value, std::int64_t most);
std::optional<Duration> read_duration(Problems& problems, const Value& value);
/// One that may be zero, or below it: `-3d`.
std::optional<Duration> read_signed_duration(Problems& problems, const Value& value);
std::span<const Value> read_list(Problems& problems, const Value& value);
/// That, of a list that must not be empty.
std::span<const Value> read_some(Problems& problems, const Value& value);
/// A text, or the items of a list that should be texts: each is still to be read.
std::span<const Value> read_texts(Problems& problems, const Value& value);
/// That, of a list that must not be empty.
std::span<const Value> read_some_texts(Problems& problems, const Value& value);
/// The members of an object that has some; `fix` says what to write instead of another value.
const Object& read_object(Problems& problems, const Value& value, const char* fix);

}  // namespace kelvin
