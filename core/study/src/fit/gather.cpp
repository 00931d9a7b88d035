#include "kelvin/study/gather.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "condition/operand.h"

namespace kelvin::study {
namespace {

using FieldKind = FactField::Kind;

/// Longer values are prose or tokens, and nothing that a person would read in a rule.
constexpr std::size_t kLongest = 120;
/// The sensors' event that tells of seconds on a page.
constexpr const char* kEngaged = "Page Engaged";

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.find_first_of("*. ") == name.npos &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' '; });
}

/// The first name of a path: conditions on what lies below need all of it.
std::string top_of(const std::string& path) {
  return path.substr(0, path.find('.'));
}

bool can_be_a_glob(std::string_view path) {
  return path.starts_with('/') && path.find_first_of("*?[{") == path.npos &&
         path.size() <= kLongest;
}

/// `/a/b/c`, 2 -> `/a/b`; "" where the path has fewer parts.
std::string_view start_of(std::string_view path, int parts) {
  std::size_t at = 0;
  for (int i = 0; i < parts; ++i) {
    const std::size_t next = path.find('/', at + 1);
    if (next == path.npos) {
      const bool last = i + 1 == parts && at + 1 < path.size();
      return last ? path : std::string_view();
    }
    at = next;
  }
  return path.substr(0, at);
}

}  // namespace

Value gathering_model(const SurveyReport& survey) {
  std::vector<std::pair<std::uint64_t, std::string>> names;
  std::set<std::string> known;
  for (const EventSeen& event : survey.events) {
    for (const FieldSeen& field : event.fields) {
      std::string name = top_of(field.path);
      if (event.type == "group") name.insert(0, "company.");
      // The address itself names a person; its domain stays without being asked for.
      if (name == "email") continue;
      if (is_plain_name(top_of(field.path)) && known.insert(name).second) {
        names.emplace_back(field.messages, std::move(name));
      }
    }
  }
  std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  if (names.size() > kMaxItems) names.resize(kMaxItems);
  Array keep;
  for (const auto& name : names) keep.push_back(name.second);
  Value rule{Object{}}, score{Object{}}, privacy{Object{}}, model{Object{}};
  rule.set("id", "any");
  rule.set("on", "page");
  rule.set("points", 0);
  score.set("id", "none");
  score.set("rules", Value(Array{rule}));
  privacy.set("keep", Value(std::move(keep)));
  model.set("kelvin", 1);
  model.set("id", "gathering");
  model.set("version", "1");
  model.set("privacy", std::move(privacy));
  model.set("scores", Value(Array{score}));
  return model;
}

void FactGatherer::take_value(std::uint32_t visitor, const FactField& field, const Value& value) {
  if (const Text* text = value.as_text()) {
    if (text->empty() || text->size() > kLongest) return;
    const std::size_t number = facts.field(field);
    facts.saw(visitor, number, std::string_view(*text));
    if (const auto spelled = as_number(Operand::of(value))) {
      facts.saw_spelled(visitor, number, *spelled);
    }
  } else if (const double* number = value.as_number()) {
    facts.saw(visitor, facts.field(field), *number);
  } else if (const bool* boolean = value.as_bool()) {
    facts.saw(visitor, facts.field(field), *boolean ? "true" : "false", true);
  } else if (const Array* items = value.as_array()) {
    for (const Value& item : *items) {
      if (item.as_array() == nullptr) take_value(visitor, field, item);
    }
  } else if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) {
      if (!is_plain_name(name)) continue;
      take_value(visitor, {field.kind, field.event, field.path + "." + std::string(name)}, member);
    }
  }
}

void FactGatherer::take_page(std::uint32_t visitor, const Text& path) {
  if (!can_be_a_glob(path)) return;
  facts.saw(visitor, facts.field({FieldKind::kPage, "page", ""}), std::string_view(path));
  for (const int depth : {1, 2}) {
    const std::string_view start = start_of(path, depth);
    if (start.size() < 2) break;
    facts.saw(visitor, facts.field({FieldKind::kPages, "page", std::to_string(depth)}),
              std::string(start) + "/**");
  }
}

/// As `multiply` takes the field of a rule in, and adds it up.
void FactGatherer::take_seconds(std::uint32_t visitor, const Event& event) {
  if (event.type != EventType::kTrack || event.name != kEngaged) return;
  if (!can_be_a_glob(event.page.path)) return;
  const auto* slot = model_->fields.properties.find("seconds");
  if (slot == nullptr) return;
  const auto& value =
      event.properties[static_cast<std::size_t>(slot - model_->fields.properties.members.data())];
  const auto seconds = value ? as_number(Operand::of(*value)) : std::nullopt;
  if (!seconds || !(*seconds > 0)) return;
  const auto more = static_cast<std::int64_t>(std::llround(std::min(*seconds, kMostBound) * 1e6));
  for (const int depth : {1, 2}) {
    const std::string_view start = start_of(event.page.path, depth);
    if (start.size() < 2) break;
    const std::size_t field =
        facts.field({FieldKind::kSeconds, kEngaged, std::string(start) + "/**"});
    seconds_[visitor][field] += more;
  }
}

void FactGatherer::take(std::uint32_t visitor, const Event& event) {
  if (event.type == EventType::kAlias) return;
  take_seconds(visitor, event);
  facts.saw(visitor, facts.field({FieldKind::kEvent, "", ""}), std::string_view(event.name));
  if (event.type == EventType::kPage) take_page(visitor, event.page.path);
  const std::string name(event.name);
  const auto& members = model_->fields.properties.members;
  for (std::size_t i = 0; i < event.properties.size() && i < members.size(); ++i) {
    if (!event.properties[i] || is_of_page(event, members[i].name)) continue;
    take_value(visitor, {FieldKind::kProperty, name, "properties." + std::string(members[i].name)},
               *event.properties[i]);
  }
}

/// What a page event tells of its page in its properties; page.path is asked instead.
bool FactGatherer::is_of_page(const Event& event, const Text& name) {
  if (event.type != EventType::kPage) return false;
  return name == "path" || name == "url" || name == "title" || name == "referrer" ||
         name == "search";
}

void FactGatherer::conclude(std::uint32_t visitor, const State& state) {
  const auto text = [&](const char* path, const Text& value) {
    if (!value.empty()) take_value(visitor, {FieldKind::kFact, "", path}, Value(value));
  };
  const auto number = [&](const char* path, std::int64_t value) {
    facts.saw(visitor, facts.field({FieldKind::kFact, "", path}), static_cast<double>(value));
  };
  text("first.channel", state.first_origin.channel);
  text("first.landing", state.first_origin.landing);
  text("first.campaign.source", state.first_origin.campaign.source);
  text("first.campaign.medium", state.first_origin.campaign.medium);
  text("first.campaign.name", state.first_origin.campaign.name);
  number("total.visits", state.visit.number);
  number("total.pages", state.total.pages);
  number("total.days", state.total.days);
  number("total.seconds", state.total.engaged.ms / kSecond.ms);
  if (const auto at = seconds_.find(visitor); at != seconds_.end()) {
    for (const auto& [field, sum] : at->second) {
      facts.saw(visitor, field, static_cast<double>(sum) / 1e6);
    }
    seconds_.erase(at);
  }
  if (const Object* profile = state.profile.as_object()) {
    for (const auto& [name, value] : *profile) {
      if (is_plain_name(name))
        take_value(visitor, {FieldKind::kFact, "", "profile." + std::string(name)}, value);
    }
  }
}

}  // namespace kelvin::study
