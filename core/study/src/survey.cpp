#include "kelvin/study/survey.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "fold.h"
#include "survey_counts.h"

namespace kelvin::study {
namespace {

/// A kept name's key is so short that no table lets it go.
constexpr int kKeptShift = 32;

bool is_short(std::uint64_t event_key) {
  return event_key >> kKeptShift == 0;
}

/// A track event may be called as a type is.
std::uint64_t hash_of_event(std::string_view type, std::string_view name) {
  return hash_bytes(name, type == "track" ? 0 : 1);
}

void merge_field(FieldCount& into, const FieldCount& from) {
  into.event = from.event;
  into.path = from.path;
  into.messages += from.messages;
  for (std::size_t i = 0; i < into.kinds.size(); ++i) into.kinds[i] += from.kinds[i];
  into.many = into.many || from.many;
  if (into.many) into.values.clear();
  for (const ValueCount& value : from.values) {
    bool fresh = false;
    ValueCount* mine = into.value(value.hash, fresh);
    if (mine == nullptr) return;
    if (fresh) {
      mine->value = value.value;
      mine->too_long = value.too_long;
    }
    mine->count += value.count;
    mine->visitors.merge(value.visitors);
  }
}

FieldSeen told(const FieldCount& field) {
  FieldSeen out{field.path, field.messages, field.kinds, field.values.size(), {}};
  if (field.many) out.distinct = kMaxValues + 1;
  for (const ValueCount& value : field.values) {
    if (!value.too_long && value.visitors.enough())
      out.values.push_back({value.value, value.count});
  }
  std::sort(out.values.begin(), out.values.end(), [](const ValueSeen& a, const ValueSeen& b) {
    return a.count != b.count ? a.count > b.count : to_json(a.value) < to_json(b.value);
  });
  return out;
}

}  // namespace

ValueCount* FieldCount::value(std::uint64_t hash, bool& fresh) {
  if (many) return nullptr;
  for (ValueCount& known : values) {
    if (known.hash == hash) return &known;
  }
  if (values.size() == kMaxValues) {
    many = true;
    values = {};
    return nullptr;
  }
  fresh = true;
  values.emplace_back();
  values.back().hash = hash;
  return &values.back();
}

bool Survey::Counts::is_kept(std::string_view type, std::string_view name) const {
  return std::binary_search(kept.begin(), kept.end(), hash_of_event(type, name));
}

std::uint64_t Survey::Counts::event_key(std::string_view type, std::string_view name) const {
  const std::uint64_t hash = hash_of_event(type, name);
  return is_kept(type, name) ? hash >> kKeptShift : hash;
}

std::uint64_t Survey::Counts::field_key(std::uint64_t event, std::uint64_t path_hash) const {
  constexpr int kRarelyLetGo = 16;
  const std::uint64_t hash = mix_bits(path_hash ^ mix_bits(event + 1));
  return is_short(event) ? hash >> kRarelyLetGo : hash;
}

void Survey::Counts::count_path(const std::string& path, bool exact, std::uint64_t visitor,
                                bool asked) {
  PathCount* count = paths.at(hash_bytes(path, exact ? 1 : 0));
  if (count == nullptr) return;
  if (count->views == 0) {
    count->path = path;
    count->exact = exact;
  }
  ++count->views;
  count->asked += asked ? 1 : 0;
  count->visitors.insert(visitor);
}

void Survey::Counts::add_view(std::string_view path, std::uint64_t visitor, bool asked) {
  ++views;
  const std::vector<std::string> parts = folded_path(path, kPathParts + 1);
  std::string prefix;
  for (std::size_t i = 0; i < std::min(parts.size(), kPathParts); ++i) {
    prefix += '/';
    prefix += parts[i];
    count_path(prefix, false, visitor, asked);
  }
  if (parts.size() <= kPathParts) count_path(parts.empty() ? "/" : prefix, true, visitor, asked);
}

Survey::Survey() : counts_(std::make_unique<Counts>()) {}
Survey::~Survey() = default;
Survey::Survey(Survey&& other) noexcept = default;
Survey& Survey::operator=(Survey&& other) noexcept = default;

void Survey::keep(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const char* type : {"track", ""}) counts_->kept.push_back(hash_of_event(type, name));
  }
  std::sort(counts_->kept.begin(), counts_->kept.end());
}

void Survey::merge(const Survey& other) {
  Counts& into = *counts_;
  const Counts& from = *other.counts_;
  into.messages += from.messages;
  into.visitors.merge(from.visitors);
  into.field_values += from.field_values;
  into.views += from.views;
  into.events.narrow_as(from.events);
  from.events.each([&](std::uint64_t key, const EventCount& event) {
    EventCount* mine = into.events.at(key);
    if (mine == nullptr) return;
    mine->name = event.name;
    mine->type = event.type;
    mine->messages += event.messages;
    mine->visitors.merge(event.visitors);
  });
  into.fields.narrow_as(from.fields);
  from.fields.each([&](std::uint64_t key, const FieldCount& field) {
    if (FieldCount* mine = into.fields.at(key)) merge_field(*mine, field);
  });
  into.paths.narrow_as(from.paths);
  from.paths.each([&](std::uint64_t key, const PathCount& path) {
    PathCount* mine = into.paths.at(key);
    if (mine == nullptr) return;
    mine->path = path.path;
    mine->exact = path.exact;
    mine->views += path.views;
    mine->asked += path.asked;
    mine->visitors.merge(path.visitors);
  });
}

SurveyReport Survey::report() const {
  SurveyReport out;
  out.messages = counts_->messages;
  out.visitors = counts_->visitors.size();
  std::unordered_map<std::uint64_t, std::vector<FieldSeen>> fields;
  std::uint64_t values = 0;
  counts_->fields.each([&](std::uint64_t, const FieldCount& field) {
    for (const std::uint64_t count : field.kinds) values += count;
    fields[field.event].push_back(told(field));
  });
  out.unnamed_fields = counts_->field_values - values;
  out.unnamed_events = counts_->messages;
  counts_->events.each([&](std::uint64_t key, const EventCount& event) {
    out.unnamed_events -= event.messages;
    EventSeen seen{event.name, event.type, event.messages, event.visitors.size(), {}};
    seen.fields = std::move(fields[key]);
    std::sort(seen.fields.begin(), seen.fields.end(), [](const FieldSeen& a, const FieldSeen& b) {
      return a.messages != b.messages ? a.messages > b.messages : a.path < b.path;
    });
    out.events.push_back(std::move(seen));
  });
  std::sort(out.events.begin(), out.events.end(), [](const EventSeen& a, const EventSeen& b) {
    if (a.messages != b.messages) return a.messages > b.messages;
    return a.name != b.name ? a.name < b.name : a.type < b.type;
  });
  out.pages = path_groups(counts_->paths);
  out.ungrouped_views = counts_->views;
  for (const PathSeen& page : out.pages) out.ungrouped_views -= page.views;
  return out;
}

}  // namespace kelvin::study
