#include "fit/pretty_json.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kWidth = 140;

/// On one line, with a space after each colon and comma.
void append_line(std::string& out, const Value& value) {
  bool first = true;
  if (const Object* members = value.as_object()) {
    out += '{';
    for (const auto& [name, member] : *members) {
      if (!first) out += ", ";
      first = false;
      append_json(out, std::string_view(name));
      out += ": ";
      append_line(out, member);
    }
    out += '}';
  } else if (const Array* items = value.as_array()) {
    out += '[';
    for (const Value& item : *items) {
      if (!first) out += ", ";
      first = false;
      append_line(out, item);
    }
    out += ']';
  } else {
    append_json(out, value);
  }
}

void append(std::string& out, const Value& value, std::size_t indent, std::size_t before) {
  std::string line;
  append_line(line, value);
  const Object* members = value.as_object();
  const Array* items = value.as_array();
  if (indent + before + line.size() <= kWidth || (members == nullptr && items == nullptr)) {
    out += line;
    return;
  }
  const std::size_t count = members != nullptr ? members->size() : items->size();
  out += members != nullptr ? '{' : '[';
  for (std::size_t i = 0; i < count; ++i) {
    out += '\n' + std::string(indent + 2, ' ');
    std::string name;
    if (members != nullptr) {
      append_json(name, std::string_view((*members)[i].first));
      name += ": ";
    }
    out += name;
    append(out, members != nullptr ? (*members)[i].second : (*items)[i], indent + 2, name.size());
    if (i + 1 < count) out += ',';
  }
  out += '\n' + std::string(indent, ' ') + (members != nullptr ? '}' : ']');
}

}  // namespace

std::string pretty_json(const Value& value) {
  std::string out;
  append(out, value, 0, 0);
  return out + "\n";
}

}  // namespace kelvin::native
