// An event as a Segment message again, for logs and exports.
#include "json/writer.h"
#include "kelvin/event.h"
#include "report/parts.h"

namespace kelvin {
namespace {

void write_properties(JsonWriter& json, const Model& model, const Event& event) {
  json.key("properties").begin_object();
  for (std::size_t i = 0; i < event.properties.size(); ++i) {
    if (!event.properties[i]) continue;
    json.key(model.fields.properties.members[i].name).value(*event.properties[i]);
  }
  json.end_object();
}

void write_context(JsonWriter& json, const Event& event) {
  const Page& page = event.page;
  json.key("context").begin_object();
  json.key("page").begin_object();
  json.text_member("path", page.path).text_member("url", page.url);
  json.text_member("title", page.title).text_member("referrer", page.referrer);
  json.text_member("search", page.search).end_object();
  if (!event.campaign.empty()) write_campaign(json.key("campaign"), event.campaign);
  json.text_member("consent", event.consent).text_member("mode", event.mode).end_object();
}

}  // namespace

Text to_json(const Model& model, const Event& event) {
  constexpr const char* kTypes[] = {"page", "track", "identify", "group", "alias", "screen"};
  JsonWriter json;
  json.begin_object();
  json.text("type", kTypes[static_cast<std::size_t>(event.type)]);
  if (event.type == EventType::kTrack) json.text("event", event.name);
  json.text_member("messageId", event.message_id).text_member("anonymousId", event.anonymous_id);
  json.text_member("userId", event.user_id).text_member("groupId", event.group_id);
  json.text_member("previousId", event.previous_id);
  json.text("timestamp", to_iso(event.time));
  write_properties(json, model, event);
  if (!event.traits.empty()) json.value("traits", event.traits);
  write_context(json, event);
  return json.end_object().take();
}

}  // namespace kelvin
