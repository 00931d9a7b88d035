// Candidates that are given: the rules of a model, each as a rule that counts once.
#include <string>

#include "kelvin/study/gather.h"

#include "one_member.h"

namespace kelvin::study {
namespace {

bool names_rules(const Value& value) {
  if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) {
      if (name.starts_with("rules.") || names_rules(member)) return true;
    }
  }
  if (const Array* items = value.as_array()) {
    for (const Value& item : *items) {
      if (names_rules(item)) return true;
    }
  }
  return false;
}

/// Why the rule cannot stand alone; "" where it can.
std::string depends(const Value& rule) {
  if (rule.find("after") != nullptr) return "it comes after another rule";
  const Value* count = rule.find("count");
  if (count != nullptr && count->find("since") != nullptr) return "it counts since another rule";
  for (const char* name : {"where", "while"}) {
    const Value* condition = rule.find(name);
    if (condition != nullptr && names_rules(*condition)) return "it asks for another rule";
  }
  return "";
}

/// The condition, and another.
Value both(const Value* condition, Value other) {
  if (condition == nullptr) return other;
  return one_member("$and", Value(Array{*condition, std::move(other)}));
}

struct Cell {
  Value condition;
  std::string label;
};

std::string text_of(const Value& value) {
  if (const Text* text = value.as_text()) return *text;
  return to_json(value);
}

/// The cells of `{"by": field, "values": {...}}` or `{"by": field, "steps": [...]}`.
std::vector<Cell> cells_of(const Value& lookup) {
  std::vector<Cell> cells;
  const Value* by = lookup.find("by");
  const Text* field = by != nullptr ? by->as_text() : nullptr;
  if (field == nullptr) return cells;
  if (const Value* values = lookup.find("values")) {
    if (values->as_object() == nullptr) return cells;
    for (const auto& [name, points] : *values->as_object()) {
      cells.push_back({one_member(*field, name), std::string(name)});
    }
  }
  const Value* steps = lookup.find("steps");
  if (steps == nullptr || steps->as_array() == nullptr) return cells;
  const Array& list = *steps->as_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Array* step = list[i].as_array();
    const Array* next = i + 1 < list.size() ? list[i + 1].as_array() : nullptr;
    if (step == nullptr || step->empty()) continue;
    Value test = one_member("$gte", (*step)[0]);
    std::string label = "from " + text_of((*step)[0]);
    if (next != nullptr && !next->empty()) {
      test.set("$lt", (*next)[0]);
      label += " to below " + text_of((*next)[0]);
    }
    cells.push_back({one_member(*field, std::move(test)), label});
  }
  return cells;
}

/// The rule without what belongs to its points.
Value bare(const Value& rule, const Value* also) {
  Value out{Object{}};
  const bool fact = rule.find("while") != nullptr;
  for (const char* name : {"on", "where", "while", "count"}) {
    if (const Value* value = rule.find(name)) out.set(name, *value);
  }
  const char* const condition = fact ? "while" : "where";
  if (also != nullptr) out.set(condition, both(rule.find(condition), *also));
  if (!fact) out.set("limit", 1);
  return out;
}

std::string name_of(const Value& rule) {
  for (const char* name : {"label", "id"}) {
    const Value* value = rule.find(name);
    if (value != nullptr && value->as_text() != nullptr) return *value->as_text();
  }
  return "rule";
}

void add_rule(const Value& rule, GivenCandidates& out) {
  const std::string why = depends(rule);
  if (!why.empty()) {
    out.dropped.push_back({name_of(rule), why + ": its points cannot be learnt alone", false});
    return;
  }
  const Value* points = rule.find("points");
  if (points == nullptr || points->as_object() == nullptr) {
    out.rules.push_back({bare(rule, nullptr), name_of(rule), {}});
    return;
  }
  for (const Cell& cell : cells_of(*points)) {
    out.rules.push_back({bare(rule, &cell.condition), name_of(rule) + ": " + cell.label, {}});
  }
}

}  // namespace

GivenCandidates candidates_of(const Value& model) {
  GivenCandidates out;
  const Value* scores = model.find("scores");
  if (scores == nullptr || scores->as_array() == nullptr) return out;
  for (const Value& score : *scores->as_array()) {
    const Value* rules = score.find("rules");
    if (rules == nullptr || rules->as_array() == nullptr) continue;
    for (const Value& rule : *rules->as_array()) add_rule(rule, out);
  }
  Array rules;
  for (const GivenRule& given : out.rules) {
    Value rule{Object{}};
    rule.set("id", "c" + std::to_string(rules.size()));
    for (const auto& [name, value] : *given.rule.as_object()) rule.set(name, value);
    rule.set("points", 1);
    rules.push_back(std::move(rule));
  }
  Value score{Object{}};
  score.set("id", "candidates");
  score.set("rules", Value(std::move(rules)));
  out.model = Value(Object{});
  for (const char* name :
       {"kelvin", "id", "version", "visit", "day", "passive", "offsite", "pages"}) {
    if (const Value* value = model.find(name)) out.model.set(name, *value);
  }
  out.model.set("scores", Value(Array{std::move(score)}));
  return out;
}

bool asks_for(const Value& rule, const std::string& event) {
  const Value* on = rule.find("on");
  if (on == nullptr) return false;
  if (const Text* name = on->as_text()) return *name == event;
  if (const Array* names = on->as_array()) {
    for (const Value& name : *names) {
      if (name == Value(event)) return true;
    }
  }
  return false;
}

}  // namespace kelvin::study
