// Places: the JSON pointers of what a model holds. Lists keep their order when they are compiled.
#pragma once

#include <string_view>

#include "diagnose/problems.h"
#include "json/number_text.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

inline Text place(std::string_view list, std::size_t index) {
  return "/" + Text(list) + "/" + integer_text(index);
}

/// `/scores/0/rules/3`
inline Text place_of_rule(const Model& model, RuleIndex rule) {
  const ScoreIndex score = model.rules[rule].score;
  const std::size_t nth = rule - model.scores[score].rules.front();
  return place("scores", score) + place("rules", nth);
}

/// The value at a pointer that this file made; nullptr where there is none.
inline const Value* value_by_pointer(const Value& document, std::string_view pointer) {
  const Value* value = &document;
  while (!pointer.empty() && value != nullptr) {
    pointer.remove_prefix(1);
    const std::string_view step = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(step.size());
    const Array* items = value->as_array();
    if (items == nullptr) {
      value = value->find(step);
      continue;
    }
    std::size_t index = 0;
    for (const char digit : step) index = index * 10 + static_cast<std::size_t>(digit - '0');
    value = index < items->size() ? &(*items)[index] : nullptr;
  }
  return value;
}

}  // namespace kelvin
