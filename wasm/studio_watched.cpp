#include "studio_watched.h"

#include <algorithm>
#include <utility>

#include "flat.h"
#include "json/writer.h"
#include "kelvin/event_reader.h"
#include "kelvin/report.h"
#include "kelvin/value_builder.h"

namespace kelvin::studio {
namespace {

void write_mask(JsonWriter& json, const FieldMask& mask) {
  json.begin_array().boolean(mask.whole);
  for (const FieldMask::Member& member : mask.members) {
    json.text(member.name);
    write_mask(json, member.mask);
  }
  json.end_array();
}

/// Whether a message is a bad one, and whose it is, is the same under any model.
const Model& any_model() {
  static const Model model;
  return model;
}

}  // namespace

Text reading_of(const Model& model) {
  JsonWriter json;
  json.begin_array();
  for (const EventName& name : model.names) json.text(name.name);
  for (const PageGroup& group : model.pages) {
    json.begin_array().text(group.name);
    for (const Glob& glob : group.globs) json.text(glob.pattern);
    json.end_array();
  }
  const FieldsNeeded& fields = model.fields;
  for (const FieldMask* mask :
       {&fields.properties, &fields.traits, &fields.company, &fields.any_traits}) {
    write_mask(json, *mask);
  }
  for (const Text& key : fields.query) json.text(key);
  return json.end_array().take();
}

void Watched::clear() {
  *this = Watched();
}

Result<Text> Watched::add(std::string_view flat) {
  Text bytes(flat);  // which stay where they are as the text moves
  auto items = items_of(bytes);
  if (!items) {
    if (auto error = too_long_event(text_size(bytes))) return *std::move(error);
    if (const auto one = document(bytes); !one) return one.errors();
    items = List<const char*>{bytes.data() + sizeof(std::uint32_t)};
  }
  JsonWriter bad;
  bad.begin_array();
  EventReader reader(any_model());
  Event event;
  const std::size_t before = messages_.size();
  for (std::size_t i = 0; i < items->size(); ++i) {
    reader.begin(event);
    tell_item((*items)[i], reader);
    Errors errors;
    if (reader.finish(errors)) {
      visitors_[event.visitor()].push_back(static_cast<std::uint32_t>(messages_.size()));
      messages_.push_back((*items)[i]);
    } else {
      bad.begin_object().integer("index", static_cast<std::int64_t>(i));
      bad.key("errors").raw(errors_json(errors)).end_object();
    }
  }
  if (messages_.size() > before) documents_.push_back(std::move(bytes));
  return bad.end_array().take();
}

const std::vector<Event>& Watched::events(const Model& model) {
  Text reading = reading_of(model);
  if (events_.size() == messages_.size() && reading == reading_) return events_;
  reading_ = std::move(reading);
  events_.clear();
  events_.resize(messages_.size());
  EventReader reader(model);
  Errors none;
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    reader.begin(events_[i]);
    tell_item(messages_[i], reader);
    reader.finish(none);
  }
  return events_;
}

Text messages_json(const Watched& watched, const Text& visitor, std::size_t most) {
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("messages").begin_array();
  const auto found = watched.visitors().find(visitor);
  if (found != watched.visitors().end()) {
    for (std::size_t i = 0; i < std::min(most, found->second.size()); ++i) {
      ValueBuilder builder;
      tell_item(watched.messages()[found->second[i]], builder);
      json.value(builder.take());
    }
  }
  return json.end_array().end_object().take();
}

Text busiest_json(const Watched& watched, std::size_t most) {
  std::vector<const Watched::Visitors::value_type*> all;
  all.reserve(watched.visitors().size());
  for (const auto& one : watched.visitors()) all.push_back(&one);
  const auto shown = static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), all.begin() + shown, all.end(), [](const auto* a, const auto* b) {
    const std::size_t one = a->second.size(), other = b->second.size();
    return one != other ? one > other : a->second.front() < b->second.front();
  });
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.integer("all", static_cast<std::int64_t>(all.size())).key("visitors").begin_array();
  for (auto at = all.begin(); at != all.begin() + shown; ++at) {
    json.begin_object().text("visitor", (*at)->first);
    json.integer("messages", static_cast<std::int64_t>((*at)->second.size())).end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace kelvin::studio
