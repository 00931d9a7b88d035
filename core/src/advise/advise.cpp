// advise: the parts in turn, then all warnings by their place.
#include <algorithm>

#include "advise/adviser.h"
#include "advise/possible.h"
#include "model/known_fields.h"
#include "model/problems.h"

namespace kelvin {
namespace {

/// Every value of the document by its place, so that warnings follow the text.
void list_places(const Value& value, const std::string& at, std::vector<std::string>& out) {
  out.push_back(at);
  if (const Array* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      list_places((*items)[i], at + "/" + std::to_string(i), out);
    }
  } else if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) list_places(member, at + step_of(name), out);
  }
}

}  // namespace

std::string text_of(Points points) {
  return to_json(Value(points.value()));
}

std::string reason(const Known& known, const Obstacle& obstacle) {
  const Field& field = *obstacle.field;
  const std::string name = field_name(known.model, field);
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
      return name + " is at most " + std::to_string(*rule.most_hits);
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

Errors advise(const Model& model, const Value& document) {
  const Known known = what_is_known(model);
  Adviser adviser{model, document, known};
  adviser.advise_rules();
  adviser.advise_scores();
  adviser.advise_segments();
  adviser.advise_names();
  adviser.advise_conditions();
  adviser.advise_uses();

  std::vector<std::string> places;
  list_places(document, "", places);
  std::vector<std::pair<std::ptrdiff_t, Error>> placed;
  for (Error& warning : adviser.warnings) {
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
