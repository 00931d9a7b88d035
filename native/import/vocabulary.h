// The lists of core/vocabulary, put into the executable when it is built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/json.h"
#include "kelvin/value.h"

namespace kelvin::native {

extern const std::string_view kGa4Json, kRobotsJson, kFilesJson;

/// The list as a value: it is part of the executable, so it can be read.
inline Value vocabulary(std::string_view json) {
  return *parse_json(json);
}

/// The texts of a list's member.
inline std::vector<std::string> texts_of(const Value& object, std::string_view member) {
  std::vector<std::string> out;
  const Value* list = object.find(member);
  if (list == nullptr || list->as_array() == nullptr) return out;
  for (const Value& item : *list->as_array()) {
    if (const Text* text = item.as_text()) out.push_back(*text);
  }
  return out;
}

}  // namespace kelvin::native
