// Reading a document with all its mistakes: a list of problems, and objects that know their place.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// A value and its place in the document.
struct Spot {
  const Value* value;
  std::string at;

  [[nodiscard]] Spot item(std::size_t i) const;
  [[nodiscard]] Spot member(std::string_view name, const Value& v) const;
};

/// The mistakes found so far.
class Problems {
 public:
  void add(std::string_view code, const Spot& spot, std::string fix);
  void add(std::string_view code, const Spot& spot, std::string found, std::string fix);
  [[nodiscard]] bool none() const { return errors_.empty(); }
  [[nodiscard]] Errors take() { return std::move(errors_); }

 private:
  Errors errors_;
};

/// "did you mean where?", or the list of what would be right.
std::string suggest(std::string_view name, const std::vector<std::string_view>& known);

struct Bounds {
  double low, high;
};
inline constexpr Bounds kAnyNumber{-1e6, 1e6};
inline constexpr Bounds kAboveZero{0, 1e6};  ///< above zero

/// An object of the model with the keys it may have. `note` is allowed on all of them.
class Members {
 public:
  /// Reports a value that is no object, and every unknown key.
  Members(Problems& problems, Spot spot, std::initializer_list<std::string_view> keys);

  [[nodiscard]] bool has(std::string_view key) const { return spot_.value->find(key) != nullptr; }
  /// The member, if it is there.
  [[nodiscard]] std::optional<Spot> get(std::string_view key) const;
  /// The member; its absence is a mistake.
  std::optional<Spot> need(std::string_view key);

  std::string text(std::string_view key);
  bool flag(std::string_view key);
  std::optional<double> number(std::string_view key, Bounds bounds);
  std::optional<Duration> duration(std::string_view key);
  /// The items of a list; none where it is absent or no list.
  std::vector<Spot> list(std::string_view key);

  [[nodiscard]] const Spot& spot() const { return spot_; }

 private:
  Problems& problems_;
  Spot spot_;
};

/// Single values, each with its mistakes.
std::optional<std::string> read_text(Problems& problems, const Spot& spot);
std::optional<double> read_number(Problems& problems, const Spot& spot, Bounds bounds);
std::optional<std::int64_t> read_count(Problems& problems, const Spot& spot, std::int64_t most);
std::optional<Duration> read_duration(Problems& problems, const Spot& spot);
std::vector<Spot> read_list(Problems& problems, const Spot& spot);
/// A text or a list of texts.
std::vector<std::pair<std::string, Spot>> read_texts(Problems& problems, const Spot& spot);

}  // namespace kelvin
