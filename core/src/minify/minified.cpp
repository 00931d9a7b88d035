#include "minify/minified.h"

#include <algorithm>
#include <string_view>

#include "diagnose/problems.h"

namespace kelvin {
namespace {

/// Whether the members of what stands under this key bear names of the model's own choice, among
/// which `note` is a name like any other; or values that a field is compared with.
bool is_free(std::string_view key) {
  const Names free =
      split("pages of bands values headers body attribute $eq $ne $in $nin $all", ' ');
  return key.find('.') != std::string_view::npos ||
         std::find(free.begin(), free.end(), key) != free.end();
}

Value without_notes(const Value& value) {
  if (const Array* items = value.as_array()) {
    Array out;
    for (const Value& item : *items) out.push_back(without_notes(item));
    return out;
  }
  const Object* members = value.as_object();
  if (members == nullptr) return value;
  Object out;
  for (const auto& [name, member] : *members) {
    if (name == "note" && member.as_text() != nullptr) continue;
    out.emplace_back(name, is_free(name) ? member : without_notes(member));
  }
  return out;
}

}  // namespace

Value minified(const Value& document) {
  Value out = without_notes(document);
  out.erase("tests");
  out.erase("$schema");
  return out;
}

}  // namespace kelvin
