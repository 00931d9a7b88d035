// Is a value of ours what nlohmann_json read?
#pragma once

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "kelvin/value.h"

namespace kelvin::testing {

inline std::uint64_t bits_of(double d) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &d, sizeof bits);
  return bits;
}

inline bool same(const Value& ours, const nlohmann::json& theirs) {
  if (theirs.is_boolean()) return ours.as_bool() && *ours.as_bool() == theirs.get<bool>();
  if (theirs.is_string()) return ours.as_text() && *ours.as_text() == theirs.get<std::string>();
  if (theirs.is_number()) {
    // They read -0 as the integer 0; JavaScript and we as the double -0.
    const double number = theirs.get<double>();
    return ours.as_number() &&
           (*ours.as_number() == 0 ? number == 0 : bits_of(*ours.as_number()) == bits_of(number));
  }
  if (theirs.is_array()) {
    if (!ours.as_array() || ours.as_array()->size() != theirs.size()) return false;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (!same((*ours.as_array())[i], theirs[i])) return false;
    }
    return true;
  }
  if (theirs.is_object()) {
    if (!ours.as_object() || ours.as_object()->size() != theirs.size()) return false;
    for (const auto& [name, member] : theirs.items()) {
      if (!ours.find(name) || !same(*ours.find(name), member)) return false;
    }
    return true;
  }
  return ours.is_null();
}

}  // namespace kelvin::testing
