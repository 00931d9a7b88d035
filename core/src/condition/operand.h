// Operand: what a condition compares: a Value, or a number or text that was never made into one.
#pragma once

#include <optional>
#include <string_view>

#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

struct Operand {
  enum class Kind { kMissing, kNull, kBool, kNumber, kText, kList, kObject };
  Kind kind = Kind::kMissing;
  bool boolean = false;
  double number = 0;
  std::string_view text;
  const Array* items = nullptr;
  const Object* members = nullptr;

  static Operand of(const Value& value);
  static Operand of(double number);
  /// Text that the message may lack: empty is missing.
  static Operand of(std::string_view text);
  static Operand of(const Array& items);
};

/// A number, or a text that is wholly one: a sign, digits and at most one point ("12", "-0.5").
std::optional<double> as_number(const Operand& operand);

/// A date, as a text or a number of milliseconds.
std::optional<Instant> as_date(const Operand& operand);

/// Equal in kind and content. A missing operand equals null, as in MongoDB.
bool equal(const Operand& operand, const Value& value);

/// Below, equal or above zero as the operand is below, equal to or above the value; nothing where
/// they have no order (missing, or of different kinds).
std::optional<int> order(const Operand& operand, const Value& value);

/// MongoDB's name of the operand's kind: "string", "number", "bool", "null", "array", "object".
std::string_view type_name(const Operand& operand);

}  // namespace kelvin
