// A visitor's events as a test, made anonymous.
#include "kelvin/study/gather.h"
#include "kelvin/time.h"

namespace kelvin::study {
namespace {

/// Tests begin on this day; the time of day stays, since visits and days depend on it.
constexpr std::int64_t kFirstDay = 20'458;  // 2026-01-05

Value object(std::string_view name, Value value) {
  Value out{Object{}};
  out.set(name, std::move(value));
  return out;
}

void set_text(Value& to, const char* name, const Text& text) {
  if (!text.empty()) to.set(name, text);
}

/// Only the site that a visitor came from, not the page there.
Text site_of(const Text& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == Text::npos) return {};
  const std::size_t path = url.find('/', scheme + 3);
  return path == Text::npos ? url : url.substr(0, path);
}

Value campaign_of(const Campaign& campaign) {
  Value out{Object{}};
  for (const CampaignMember& member : kCampaignMembers) {
    set_text(out, member.name, campaign.*(member.text));
  }
  return out;
}

Value properties_of(const Model& model, const Event& event) {
  Value out{Object{}};
  const auto& members = model.fields.properties.members;
  for (std::size_t i = 0; i < event.properties.size() && i < members.size(); ++i) {
    if (event.properties[i]) out.set(members[i].name, *event.properties[i]);
  }
  return out;
}

/// Those that the model names: the domain of an address is told of everyone, and asked for by few.
Value traits_of(const Model& model, const Event& event) {
  Value out{Object{}};
  for (const auto& [name, value] : event.traits) {
    if (model.fields.any_traits.find(name) != nullptr) out.set(name, value);
  }
  return out;
}

const char* type_of(EventType type) {
  switch (type) {
    case EventType::kPage:
      return "page";
    case EventType::kIdentify:
      return "identify";
    case EventType::kGroup:
      return "group";
    default:
      return "track";
  }
}

}  // namespace

void JourneyDraft::add(const Model& model, const Event& event) {
  if (event.type == EventType::kAlias || event.type == EventType::kIgnored) return;
  if (count_++ == 0) moved_ = (kFirstDay - day_of(event.time)) * kDay.ms;
  Value message{Object{}}, page{Object{}}, context{Object{}};
  message.set("type", type_of(event.type));
  if (event.type == EventType::kTrack) message.set("event", event.name);
  if (event.type == EventType::kGroup) message.set("groupId", "company");
  message.set("timestamp", to_iso({event.time.ms + moved_}));
  set_text(page, "path", event.page.path);
  set_text(page, "referrer", site_of(event.page.referrer));
  if (!page.as_object()->empty()) context.set("page", std::move(page));
  if (!event.campaign.empty()) context.set("campaign", campaign_of(event.campaign));
  if (!context.as_object()->empty()) message.set("context", std::move(context));
  const bool traits = event.type == EventType::kIdentify || event.type == EventType::kGroup;
  Value told = traits ? traits_of(model, event) : properties_of(model, event);
  if (!told.as_object()->empty()) message.set(traits ? "traits" : "properties", std::move(told));
  steps_.push_back(object("event", std::move(message)));
}

Value JourneyDraft::finish(const std::string& name, const std::string& score, int total) const {
  Array steps = steps_;
  steps.push_back(object("expect", object("scores", object(score, total))));
  Value out{Object{}};
  out.set("name", name);
  out.set("start", to_iso({kFirstDay * kDay.ms}));
  out.set("steps", Value(std::move(steps)));
  return out;
}

}  // namespace kelvin::study
