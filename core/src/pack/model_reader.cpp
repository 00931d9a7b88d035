#include "pack/model_reader.h"

#include "compile/enlist.h"
#include "condition/reads.h"
#include "pack/tables.h"

namespace kelvin {

bool ModelReader::names_rule(std::size_t index, bool only_events) {
  (only_events ? event_rules_ : rules_named_).push_back(index);
  return names(kRules, index);
}

/// A fact sees no other facts, so that none can see itself.
void ModelReader::rule_is_read(Rule::Kind kind) {
  if (kind == Rule::Kind::kFact) {
    for (const RuleIndex index : rules_named_) event_rules_.push_back(index);
  }
  rules_named_.clear();
}

bool ModelReader::places_exist() const {
  return row_.fits(kNames, model_.names.size()) &&
         row_.fits(kProperties, model_.fields.properties.members.size()) &&
         row_.fits(kScores, model_.scores.size()) && row_.fits(kGroups, model_.groups.size()) &&
         row_.fits(kRules, model_.rules.size()) && row_.fits(kTops, model_.top.size()) &&
         row_.fits(kSegments, model_.segments.size()) &&
         row_.fits(kDestinations, model_.destinations.size());
}

/// What no table can check, because it is about several.
bool ModelReader::parts_agree() const {
  for (const Rule& rule : model_.rules) {
    if (rule.group && model_.groups[*rule.group].score != rule.score) return false;
  }
  for (const RuleIndex index : event_rules_) {
    if (model_.rules[index].kind != Rule::Kind::kEvent) return false;
  }
  // Scores are settled in their order: one is made of those before it.
  for (ScoreIndex i = 0; i < model_.scores.size(); ++i) {
    for (const auto& part : model_.scores[i].of) {
      if (part.first >= i) return false;
    }
  }
  return model_.visit_name != kNoName && model_.fields.properties.find("seconds") != nullptr;
}

bool ModelReader::read() {
  if (!row_.read(kModelShape, &model_) || !row_.at_end() || !places_exist()) return false;
  model_.visit_name = model_.find_name("visit");
  if (!parts_agree()) return false;
  // What is not written, because it follows from the rest.
  for (GroupIndex i = 0; i < model_.groups.size(); ++i) enlist_group(model_, i);
  for (RuleIndex i = 0; i < model_.rules.size(); ++i) enlist_rule(model_, i);
  enlist_exposures(model_);
  find_dependencies(model_);
  return true;
}

}  // namespace kelvin
