// lint: the parts in turn, then all warnings by their place.
#include <algorithm>

#include "compile/known_fields.h"
#include "diagnose/problems.h"
#include "lint/linter.h"
#include "lint/possible.h"

namespace kelvin {
namespace {

/// Every value of the document by its place, so that warnings follow the text.
void list_places(const Value& value, const Text& at, List<Text>& out) {
  out.push_back(at);
  if (const Array* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      list_places((*items)[i], at + "/" + integer_text(i), out);
    }
  } else if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) list_places(member, at + step_of(name), out);
  }
}

}  // namespace

Text text_of(Points points) {
  return to_json(Value(points.value()));
}

Text reason(const Known& known, const Obstacle& obstacle) {
  const Field& field = *obstacle.field;
  const Text name = field_name(known.model, field);
  if (obstacle.text != nullptr) {
    return name + " is a number, and " + to_json(*obstacle.text) +
           " a text: they have no order and are never equal";
  }
  switch (field.source) {
    case Field::Source::kScore: {
      const Range& shown = known.shown[field.index];
      return name + " can only be from " + text_of(shown.low) + " to " + text_of(shown.high);
    }
    case Field::Source::kRuleHits:
    case Field::Source::kRuleMatches: {
      const RuleKnown& rule = known.rules[field.index];
      if (!rule.hits || !rule.most_hits) return name + " is always 0";
      return name + " is at most " + integer_text(*rule.most_hits);
    }
    case Field::Source::kRuleSum: {
      if (!known.rules[field.index].hits) return name + " is always 0";
      return name + " is never below 0";
    }
    case Field::Source::kTop:
    case Field::Source::kSegments:
    case Field::Source::kDisqualified:
    case Field::Source::kPageGroup:
      return name + " cannot be so";
    case Field::Source::kProperty:
    case Field::Source::kProfile:
      return "no value of " + name + " meets it all (only a list could)";
    default:
      return "no value of " + name + " meets it all";
  }
}

bool is_notice(const Error& warning) {
  return warning.code == "distinct_memory";
}

Errors lint(const Model& model, const Value& document) {
  const Known known = what_is_known(model);
  Linter linter{model, document, known};
  linter.lint_rules();
  linter.lint_scores();
  linter.lint_segments();
  linter.lint_names();
  linter.lint_conditions();
  linter.lint_uses();

  List<Text> places;
  list_places(document, "", places);
  List<std::pair<std::ptrdiff_t, Error>> placed;
  for (Error& warning : linter.warnings) {
    const auto nth = std::find(places.begin(), places.end(), warning.at) - places.begin();
    placed.emplace_back(nth, std::move(warning));
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Errors out;
  for (auto& [nth, warning] : placed) {
    if (out.size() < kMostErrors) out.push_back(std::move(warning));
  }
  return out;
}

}  // namespace kelvin
