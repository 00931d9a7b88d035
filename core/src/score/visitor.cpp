#include "score/visitor.h"

#include <algorithm>

#include "base/hash.h"
#include "condition/operand.h"
#include "facts/channel.h"
#include "kelvin/points.h"
#include "score/exposures.h"

namespace kelvin {
namespace {

constexpr double kMostSeconds = 1e6;

std::string_view host_of(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == std::string_view::npos) return {};
  url.remove_prefix(start + 3);
  return url.substr(0, url.find_first_of("/?"));
}

void read_origin(const Event& event, Origin& origin) {
  const std::string_view referrer = host_of(event.page.referrer);
  const Campaign& campaign = event.campaign;
  origin.channel = channel_of({campaign.source, campaign.medium, campaign.name, event.page.search,
                               referrer, event.page.host});
  origin.campaign = campaign;
  origin.referrer_host = referrer != event.page.host ? referrer : std::string_view();
  origin.landing = event.page.path;
}

void remember_id(State& state, const Event& event) {
  const std::uint64_t id = event.message_id.empty()
                               ? hash_bytes(event.name, static_cast<std::uint64_t>(event.time.ms))
                               : hash_bytes(event.message_id);
  state.digest = mix_bits(state.digest ^ id);
  ++state.events;
  if (event.message_id.empty()) return;
  if (state.recent.size() == kRecentIds) state.recent.erase(state.recent.begin());
  state.recent.push_back(to_48_bits(id));
}

/// The seconds that a `Page Engaged` reports; zero for all others.
Duration engaged(const Model& model, const Event& event) {
  if (event.type != EventType::kTrack || event.name != "Page Engaged") return {};
  const FieldMask& slots = model.fields.properties;
  const auto& value =
      event.properties[static_cast<std::size_t>(slots.find("seconds") - slots.members.data())];
  const auto seconds = value ? as_number(Operand::of(*value)) : std::nullopt;
  if (!seconds || !(*seconds > 0)) return {};
  return {round_half_away(std::min(*seconds, kMostSeconds) * 1000)};
}

/// No JSON text of the value is longer: a byte of a text takes six at most, a number 24.
std::size_t most_bytes(const Value& value) {
  if (const Text* text = value.as_text()) return 6 * text->size() + 2;
  std::size_t bytes = 24;
  if (const Array* items = value.as_array()) {
    for (const Value& item : *items) bytes += most_bytes(item) + 1;
  }
  if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) bytes += 6 * name.size() + most_bytes(member) + 4;
  }
  return bytes;
}

/// Traits over what is known; null takes a trait back, and one for which there is no room is lost.
void merge(Value& known, const Object& traits, std::size_t room) {
  for (const auto& [name, value] : traits) {
    if (!value.is_null()) known.set(name, value);
    const bool fits = most_bytes(known) <= room || to_json(known).size() <= room;
    if (value.is_null() || !fits) known.erase(name);
  }
}

void merge_profile(State& state, const Event& event) {
  if (event.type == EventType::kIdentify) {
    merge(state.profile, event.traits, kMaxProfile);
  } else if (event.type == EventType::kGroup) {
    const Value* company = state.profile.find("company");
    const Value* id = company != nullptr ? company->find("id") : nullptr;
    const bool same = event.group_id.empty() || (id != nullptr && *id == Value(event.group_id));
    Value merged = same && company != nullptr ? *company : Value(Object{});
    if (!event.group_id.empty()) merged.set("id", event.group_id);
    merge(merged, event.traits, kMaxCompany);
    state.profile.set("company", std::move(merged));
  }
}

}  // namespace

Activity activity_of(const Model& model, const Event& event) {
  if (event.type == EventType::kAlias || is_seen_event(event)) return {false, false};
  if (event.name_id == kNoName) return {};
  const EventName& name = model.names[static_cast<std::size_t>(event.name_id)];
  return {!name.passive, !name.passive && !name.offsite};
}

bool is_duplicate(const State& state, const Event& event) {
  if (event.message_id.empty()) return false;
  const auto& recent = state.recent;
  return std::find(recent.begin(), recent.end(), hash48(event.message_id)) != recent.end();
}

bool take_in(const Model& model, State& state, const Event& event, Instant t) {
  remember_id(state, event);
  if (state.visitor.empty()) state.visitor = event.visitor();
  if (!event.user_id.empty()) state.user_id = event.user_id;
  if (!state.first) state.first = t;
  state.last = t;

  const Activity activity = activity_of(model, event);
  if (activity.anywhere) {
    const std::int64_t today = model.day_at(t);
    if (state.total.days == 0 || state.total.last_day != today) ++state.total.days;
    state.total.last_day = today;
    state.last_activity = t;
  }
  bool opens = false;
  if (activity.onsite) {
    opens = !state.last_onsite || t - *state.last_onsite >= model.visit_timeout;
    if (opens) {
      ++state.visit.number;
      state.visit.pages = 0;
      state.visit.engaged = {};
      read_origin(event, state.visit.origin);
      if (state.visit.number == 1) state.first_origin = state.visit.origin;
    }
    state.last_onsite = t;
    if (event.type == EventType::kPage) {
      ++state.visit.pages;
      ++state.total.pages;
    }
  }
  const Duration seconds = engaged(model, event);
  state.visit.engaged.ms += seconds.ms;
  state.total.engaged.ms += seconds.ms;
  merge_profile(state, event);
  take_exposure(model, state, event, t);
  return opens;
}

}  // namespace kelvin
