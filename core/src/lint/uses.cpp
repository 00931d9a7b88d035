// What nothing uses: destinations, groups of pages, markers. A use is looked for in the whole
// document, wherever a name may stand.
#include <algorithm>
#include <set>

#include "lint/linter.h"

namespace kelvin {
namespace {

/// Every text of the document that may name something, and the names of members; not what things
/// are themselves called.
class Uses {
 public:
  explicit Uses(const Value& document) {
    for (const auto& [key, value] : *document.as_object()) {
      if (key != "pages" && key != "tests") collect(key, value);
    }
  }

  [[nodiscard]] bool has(const Text& name) const { return names_.contains(name); }
  [[nodiscard]] bool has_rule(const Text& id) const {
    const Text rule = "rules." + id;
    return has(id) || has(rule + ".hits") || has(rule + ".matches") || has(rule + ".sum");
  }
  /// Groups of pages asked about without naming one: all count as used.
  [[nodiscard]] bool any_page_group() const { return any_page_group_; }

 private:
  void collect(const Text& key, const Value& value) {
    names_.insert(key);
    if (key == "page.group") {
      for (const char* test :
           {"$exists", "$size", "$not", "$elemMatch", "$glob", "$words", "$contains"}) {
        any_page_group_ = any_page_group_ || value.find(test) != nullptr;
      }
    }
    if (const Text* text = value.as_text()) {
      const bool own = key == "id" || key == "label" || key == "note" || key == "say";
      if (!own) names_.insert(*text);
    } else if (const Array* items = value.as_array()) {
      for (const Value& item : *items) collect("", item);
    } else if (const Object* members = value.as_object()) {
      for (const auto& [name, member] : *members) collect(name, member);
    }
  }

  std::set<Text, std::less<>> names_;
  bool any_page_group_ = false;
};

bool is_marker(const Rule& rule) {
  const PointsTable& points = rule.points;
  return rule.kind == Rule::Kind::kEvent && points.kind == PointsTable::Kind::kList &&
         std::all_of(points.list.begin(), points.list.end(),
                     [](Points p) { return p == Points{}; }) &&
         !rule.veto && rule.clears.empty();
}

}  // namespace

void Linter::lint_uses() {
  const Uses uses(document);
  for (std::size_t i = 0; i < model.destinations.size(); ++i) {
    if (uses.has(model.destinations[i].id)) continue;
    warn("unused_destination", place("destinations", i), "no trigger sends to it",
         "name it in a trigger's to, or take it out");
  }
  for (const PageGroup& group : model.pages) {
    if (uses.any_page_group() || uses.has(group.name)) continue;
    warn("unused_pages", "/pages" + step_of(group.name), "no condition asks for it",
         "name it in a condition on page.group, or take it out");
  }
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    if (!is_marker(model.rules[i]) || uses.has_rule(model.rules[i].id)) continue;
    warn("unused_marker", place_of_rule(model, i), "0 points, and nothing names it",
         "give it points, name it in after, since or a condition, or take it out");
  }
  for (const EventName& name : model.names) {
    if (!name.passive || !name.offsite) continue;
    warn("passive_and_offsite", "/offsite", name.name,
         "a passive event is no activity: list it as one or the other");
  }
}

}  // namespace kelvin
