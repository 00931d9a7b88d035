#include "condition/operand.h"

#include "json/number_text.h"

namespace kelvin {
namespace {

/// "12.50" as a number.
std::optional<double> parse_decimal(std::string_view text) {
  bool any = false;
  bool point = false;
  for (std::size_t i = text.starts_with('-') || text.starts_with('+') ? 1 : 0; i < text.size();
       ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (!digit && (text[i] != '.' || point)) return std::nullopt;
    (digit ? any : point) = true;
  }
  return any ? std::optional(parse_number(text)) : std::nullopt;
}

int sign(int c) {
  return (c > 0) - (c < 0);
}

}  // namespace

Operand Operand::of(const Value& value) {
  Operand out;
  if (const auto* b = value.as_bool()) {
    out.kind = Kind::kBool;
    out.boolean = *b;
  } else if (const auto* number = value.as_number()) {
    out.kind = Kind::kNumber;
    out.number = *number;
  } else if (const auto* text = value.as_text()) {
    out.kind = Kind::kText;
    out.text = *text;
  } else if (const auto* items = value.as_array()) {
    out.kind = Kind::kList;
    out.items = items;
  } else if (const auto* members = value.as_object()) {
    out.kind = Kind::kObject;
    out.members = members;
  } else {
    out.kind = Kind::kNull;
  }
  return out;
}

Operand Operand::of(double number) {
  Operand out;
  out.kind = Kind::kNumber;
  out.number = number;
  return out;
}

Operand Operand::of(std::string_view text) {
  Operand out;
  out.kind = text.empty() ? Kind::kMissing : Kind::kText;
  out.text = text;
  return out;
}

Operand Operand::of(const Array& items) {
  Operand out;
  out.kind = Kind::kList;
  out.items = &items;
  return out;
}

std::optional<double> as_number(const Operand& operand) {
  if (operand.kind == Operand::Kind::kNumber) return operand.number;
  if (operand.kind == Operand::Kind::kText) return parse_decimal(operand.text);
  return std::nullopt;
}

std::optional<Instant> as_date(const Operand& operand) {
  if (operand.kind == Operand::Kind::kNumber) return instant_of(operand.number);
  if (operand.kind == Operand::Kind::kText) return parse_date(operand.text);
  return std::nullopt;
}

bool equal(const Operand& operand, const Value& value) {
  switch (operand.kind) {
    case Operand::Kind::kMissing:
    case Operand::Kind::kNull:
      return value.is_null();
    case Operand::Kind::kBool:
      return value.as_bool() && *value.as_bool() == operand.boolean;
    case Operand::Kind::kNumber:
      return value.as_number() && *value.as_number() == operand.number;
    case Operand::Kind::kText:
      return value.as_text() && *value.as_text() == operand.text;
    case Operand::Kind::kList:
      return value.as_array() && *value.as_array() == *operand.items;
    case Operand::Kind::kObject:
      return value.as_object() && *value.as_object() == *operand.members;
  }
  return false;
}

std::optional<int> order(const Operand& operand, const Value& value) {
  const Operand other = Operand::of(value);
  if (const auto a = as_number(operand)) {
    if (const auto b = as_number(other)) return (*a > *b) - (*a < *b);
  }
  if (operand.kind == Operand::Kind::kText && other.kind == Operand::Kind::kText) {
    return sign(operand.text.compare(other.text));
  }
  if (operand.kind == Operand::Kind::kBool && other.kind == Operand::Kind::kBool) {
    return static_cast<int>(operand.boolean) - static_cast<int>(other.boolean);
  }
  return std::nullopt;
}

std::string_view type_name(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kNull:
      return "null";
    case Operand::Kind::kBool:
      return "bool";
    case Operand::Kind::kNumber:
      return "number";
    case Operand::Kind::kText:
      return "string";
    case Operand::Kind::kList:
      return "array";
    case Operand::Kind::kObject:
      return "object";
    case Operand::Kind::kMissing:
      break;
  }
  return "";
}

}  // namespace kelvin
