// An object with one member, as conditions are made of them.
#pragma once

#include <string_view>
#include <utility>

#include "kelvin/value.h"

namespace kelvin::study {

inline Value one_member(std::string_view name, Value value) {
  Value out{Object{}};
  out.set(name, std::move(value));
  return out;
}

}  // namespace kelvin::study
