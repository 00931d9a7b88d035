#include "log_names.h"

#include <algorithm>
#include <array>
#include <map>

#include "compile/known_fields.h"
#include "nearest.h"

namespace kelvin::study {
namespace {

constexpr std::size_t kMostNames = 3;
constexpr std::size_t kMostOthers = 4;
constexpr std::size_t kMostValues = 5;

using Source = Field::Source;

bool is_taken_in(const EventSeen& event) {
  return event.type == "track" || event.type == "page" || event.type == "identify" ||
         event.type == "group";
}

std::vector<Near> most_frequent(std::vector<Near> all, std::size_t most) {
  std::sort(all.begin(), all.end(), [](const Near& a, const Near& b) {
    return a.count != b.count ? a.count > b.count : a.name < b.name;
  });
  all.resize(std::min(all.size(), most));
  return all;
}

/// Whether some of what stands at the path is kept.
bool is_kept(const FieldMask& mask, std::string_view path) {
  const FieldMask* at = &mask;
  while (!at->whole && !path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    const FieldMask::Member* member = at->find(name);
    if (member == nullptr) return false;
    at = &member->mask;
  }
  return true;
}

bool is_of_company(const Field& field) {
  return field.source == Source::kProfile && !field.path.empty() && field.path[0] == "company";
}

std::string path_text(const Value& value) {
  const Text* text = value.as_text();
  return text != nullptr ? *text : to_json(value);
}

}  // namespace

bool is_page_field(const EventSeen& event, std::string_view path) {
  constexpr std::array<std::string_view, 5> kOwn{"path", "url", "title", "referrer", "search"};
  return event.type == "page" && std::find(kOwn.begin(), kOwn.end(), path) != kOwn.end();
}

std::uint64_t LogNames::messages(std::string_view event) const {
  const bool is_type = event == "page" || event == "identify" || event == "group";
  for (const EventSeen& seen : survey_.events) {
    if (seen.name == event && (seen.type == "track") != is_type) return seen.messages;
  }
  return 0;
}

bool LogNames::is_of(const EventSeen& event, const List<NameId>& on) const {
  return is_taken_in(event) && std::any_of(on.begin(), on.end(), [&](NameId id) {
           return id == model_.visit_name ||
                  model_.names[static_cast<std::size_t>(id)].name == event.name;
         });
}

void LogNames::suggest_event(Cause& cause) const {
  std::vector<Near> all;
  for (const EventSeen& event : survey_.events) {
    if (is_taken_in(event)) all.push_back({event.name, event.messages});
  }
  cause.nearest = nearest(cause.what, all, kMostNames);
  cause.similar = !cause.nearest.empty();
  if (!cause.similar) cause.nearest = most_frequent(std::move(all), kMostOthers);
}

std::vector<Near> LogNames::fields_like(const Field& field, const List<NameId>& on) const {
  std::map<std::string, std::uint64_t> found;
  for (const EventSeen& event : survey_.events) {
    std::string prefix;
    if (field.source == Source::kProperty) {
      if (event.type == "identify" || event.type == "group" || !is_of(event, on)) continue;
      prefix = "properties.";
    } else if (event.type == "identify") {
      prefix = "profile.";
    } else if (event.type == "group") {
      prefix = "profile.company.";
    } else {
      continue;
    }
    for (const FieldSeen& seen : event.fields) {
      if (!is_page_field(event, seen.path)) found[prefix + seen.path] += seen.messages;
    }
  }
  return candidates_of(found);
}

void LogNames::suggest_field(Cause& cause, const Field& field, const List<NameId>& on) const {
  if (field.source != Source::kProperty && field.source != Source::kProfile) return;
  std::vector<Near> all = fields_like(field, on);
  // Compared without what all of them begin with.
  const std::string prefix = field.source == Source::kProperty ? "properties."
                             : is_of_company(field)            ? "profile.company."
                                                               : "profile.";
  std::string wanted = cause.what.substr(std::min(prefix.size(), cause.what.size()));
  if (wanted == "email_domain" || wanted == "email_free") wanted = "email";
  std::vector<Near> bare;
  for (const Near& near : all) {
    if (near.name.starts_with(prefix))
      bare.push_back({near.name.substr(prefix.size()), near.count});
  }
  cause.nearest = nearest(wanted, std::move(bare), kMostNames);
  for (Near& near : cause.nearest) near.name.insert(0, prefix);
  cause.similar = !cause.nearest.empty();
  if (!cause.similar) cause.nearest = most_frequent(std::move(all), kMostOthers);
}

void LogNames::suggest_page(Cause& cause) const {
  std::vector<Near> all;
  for (const PathSeen& page : survey_.pages) all.push_back({page.glob, page.views});
  cause.nearest = nearest(cause.what, all, kMostNames);
  cause.similar = !cause.nearest.empty();
  if (!cause.similar) cause.nearest = most_frequent(std::move(all), kMostOthers);
}

void LogNames::suggest_values(Cause& cause, const Field& field, const List<NameId>& on) const {
  cause.similar = false;
  if (field.source == Source::kPagePath || field.source == Source::kPageUrl ||
      field.source == Source::kPageGroup) {
    std::vector<Near> all;
    for (const PathSeen& page : survey_.pages) all.push_back({page.glob, page.views});
    cause.nearest = most_frequent(std::move(all), kMostOthers);
    return;
  }
  if (field.source != Source::kProperty && field.source != Source::kProfile) return;
  const std::string name = field_name(model_, field);
  std::map<std::string, std::uint64_t> values;
  for (const EventSeen& event : survey_.events) {
    const bool property = field.source == Source::kProperty && event.type != "identify" &&
                          event.type != "group" && is_of(event, on);
    const bool trait = field.source == Source::kProfile &&
                       event.type == (is_of_company(field) ? "group" : "identify");
    if (!property && !trait) continue;
    const std::string prefix = property               ? "properties."
                               : is_of_company(field) ? "profile.company."
                                                      : "profile.";
    for (const FieldSeen& seen : event.fields) {
      if (prefix + seen.path != name) continue;
      for (const ValueSeen& value : seen.values) values[path_text(value.value)] += value.count;
    }
  }
  cause.nearest = most_frequent(candidates_of(values), kMostValues);
}

bool LogNames::uses_event(const EventSeen& event) const {
  const NameId id = model_.find_name(event.name);
  if (id == kNoName) return event.type == "identify" && !model_.fields.traits.members.empty();
  const EventName& name = model_.names[static_cast<std::size_t>(id)];
  return !name.rules.empty() || name.passive || name.offsite;
}

bool LogNames::uses(const EventSeen& event, std::string_view path) const {
  const FieldsNeeded& fields = model_.fields;
  if (event.type == "identify") {
    const bool mail = path == "email" && (is_kept(fields.traits, "email_domain") ||
                                          is_kept(fields.traits, "email_free"));
    return mail || is_kept(fields.traits, path);
  }
  if (event.type == "group") return is_kept(fields.company, path);
  return is_page_field(event, path) || is_kept(fields.properties, path);
}

std::vector<EventCoverage> LogNames::covered() const {
  std::vector<EventCoverage> out;
  for (const EventSeen& event : survey_.events) {
    // An alias says of whom the rest is: every model uses it.
    const bool alias = event.type == "alias";
    EventCoverage covered{event, alias || uses_event(event), !alias && !is_taken_in(event), {}};
    for (const FieldSeen& field : event.fields) {
      covered.fields.push_back({field, uses(event, field.path)});
    }
    covered.seen.fields.clear();
    out.push_back(std::move(covered));
  }
  return out;
}

}  // namespace kelvin::study
