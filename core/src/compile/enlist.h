// Lists that follow from a model's parts: which rules and groups a score has, which rules an
// event's name wakes, and which fields are needed of experiences that were seen.
#pragma once

#include "condition/turns.h"
#include "kelvin/model.h"

namespace kelvin {

inline void enlist_rule(Model& model, RuleIndex index) {
  Rule& rule = model.rules[index];
  rule.ages = ages(rule.condition);
  model.scores[rule.score].rules.push_back(index);
  for (const NameId name : rule.on) {
    auto& listed = model.names[static_cast<std::size_t>(name)].rules;
    if (listed.empty() || listed.back() != index) listed.push_back(index);
  }
}

inline void enlist_exposures(Model& model) {
  if (model.experiences.empty()) return;
  for (const char* name : {"experience", "held"}) model.fields.properties.add({name});
}

inline void enlist_group(Model& model, GroupIndex index) {
  model.scores[model.groups[index].score].groups.push_back(index);
}

}  // namespace kelvin
