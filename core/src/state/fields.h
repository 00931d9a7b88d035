// Reading a saved state's members. Nothing in it is trusted: it may come from a damaged store,
// another site, or a hand.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "diagnose/problems.h"
#include "kelvin/state.h"
#include "state/format.h"

namespace kelvin {

inline constexpr double kMostCount = 9007199254740992;  // 2^53: where doubles stop counting
inline constexpr std::size_t kMostEntries = 128;

/// Reads members of one object; a mistake is noted and the default given.
class Fields {
 public:
  Fields(Problems& problems, const Value& object) : problems_(problems), object_(object) {
    if (object.as_object() == nullptr) problems.add("wrong_type", object, "expected an object");
  }

  [[nodiscard]] Problems& problems() { return problems_; }
  [[nodiscard]] const Value* get(const char* name) const { return object_.find(name); }

  std::int64_t integer(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? whole(*value) : 0;
  }
  std::int64_t count(const char* name) {
    const std::int64_t n = integer(name);
    if (n < 0) problems_.add("bad_value", *get(name), "expected a count");
    return std::max<std::int64_t>(n, 0);
  }
  bool flag(const char* name) {
    const Value* value = get(name);
    return value != nullptr && *value == Value(true);
  }
  std::optional<Instant> instant(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? std::optional(time(*value)) : std::nullopt;
  }
  Text text(const char* name) {
    const Value* value = get(name);
    const Text* text = value != nullptr ? read_text(problems_, *value) : nullptr;
    return text != nullptr ? *text : "";
  }
  /// At most so many numbers, each in as many digits.
  List<std::uint64_t> digits(const char* name, std::size_t most, std::size_t width) {
    List<std::uint64_t> out;
    const Value* value = get(name);
    if (value == nullptr) return out;
    const Text* text = value->as_text();
    if (text == nullptr || text->find_first_not_of(kDigits) != text->npos ||
        text->size() % width != 0 || text->size() > most * width) {
      problems_.add("bad_value", *value, joined("expected at most ", most, " numbers as digits"));
      return out;
    }
    for (std::size_t from = 0; from < text->size(); from += width) {
      out.push_back(number_of_digits(std::string_view(*text).substr(from, width)));
    }
    return out;
  }
  std::uint64_t hex(const char* name) {
    std::uint64_t n = 0;
    const Text digits = text(name);
    for (const char c : digits) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos || digits.size() > 16) {
        problems_.add("bad_value", *get(name), "expected hexadecimal digits");
        return 0;
      }
      n = n * 16 + digit;
    }
    return n;
  }

  /// The items of a list; those beyond kMostEntries are dropped.
  std::span<const Value> items(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? items_of(*value) : std::span<const Value>();
  }
  std::span<const Value> items_of(const Value& value) {
    const auto all = read_list(problems_, value);
    return all.first(std::min(all.size(), kMostEntries));
  }
  /// The first of a list of two values; nullptr where it is something else.
  const Value* pair_of(const Value& value) {
    const Array* pair = value.as_array();
    if (pair != nullptr && pair->size() == 2) return pair->data();
    problems_.add("wrong_type", value, "expected a pair");
    return nullptr;
  }

  std::int64_t whole(const Value& value) {
    const double* n = value.as_number();
    if (n == nullptr || !(*n > -kMostCount && *n < kMostCount) ||
        static_cast<double>(static_cast<std::int64_t>(*n)) != *n) {
      problems_.add("bad_value", value, "expected a whole number");
      return 0;
    }
    return static_cast<std::int64_t>(*n);
  }
  Instant time(const Value& value) {
    const Instant t{whole(value)};
    if (t < kEarliest || t > kLatest) problems_.add("bad_value", value, "expected a time");
    return std::clamp(t, kEarliest, kLatest);
  }
  Points amount(const Value& value) {
    const Points p{whole(value)};
    if (p < -kMaxContribution || p > kMaxContribution) {
      problems_.add("bad_value", value, "expected an amount of points");
    }
    return std::clamp(p, -kMaxContribution, kMaxContribution);
  }

 private:
  Problems& problems_;
  const Value& object_;
};

/// The place of an id in the model's list. What is not there has gone with an older model: dropped.
template <class Item>
std::optional<std::size_t> place_of(const List<Item>& items, const Text& id, const char* kind,
                                    Restored& out) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].id == id) return i;
  }
  out.dropped.push_back(joined(kind, id));
  return std::nullopt;
}

}  // namespace kelvin
