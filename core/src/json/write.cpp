// Values as JSON text.
#include <cmath>

#include "json/number_text.h"
#include "kelvin/value.h"

namespace kelvin {

void append_json(Text& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += static_cast<char>('0' + (byte >> 4));
      out += "0123456789abcdef"[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(Text& out, double number) {
  if (std::isfinite(number)) {
    append_number(out, number);
  } else {
    out += "null";
  }
}

void append_json(Text& out, const Value& value) {
  if (const auto* b = value.as_bool()) {
    out += *b ? "true" : "false";
  } else if (const auto* number = value.as_number()) {
    append_json(out, *number);
  } else if (const auto* text = value.as_text()) {
    append_json(out, std::string_view(*text));
  } else if (const auto* items = value.as_array()) {
    char separator = '[';
    for (const Value& item : *items) {
      out += separator;
      append_json(out, item);
      separator = ',';
    }
    out += items->empty() ? "[]" : "]";
  } else if (const auto* members = value.as_object()) {
    char separator = '{';
    for (const auto& [name, member] : *members) {
      out += separator;
      append_json(out, std::string_view(name));
      out += ':';
      append_json(out, member);
      separator = ',';
    }
    out += members->empty() ? "{}" : "}";
  } else {
    out += "null";
  }
}

Text to_json(const Value& value) {
  Text out;
  append_json(out, value);
  return out;
}

}  // namespace kelvin
