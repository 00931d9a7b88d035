#include "kelvin/event_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "condition/glob.h"
#include "event/kept_value.h"
#include "event/scrub.h"
#include "facts/free_mail.h"

namespace kelvin {
namespace {

/// The objects of a message whose members have a meaning of their own, and everything else.
enum class Place { kOther, kRoot, kProperties, kTraits, kContext, kPage, kCampaign };

/// A page as a message describes it, before scrubbing.
struct RawPage {
  std::string path, url, title, referrer, search;

  std::string* member(std::string_view name) {
    for (const auto& [known, text] : kTexts) {
      if (known == name) return &(this->*text);
    }
    return nullptr;
  }

 private:
  static constexpr std::pair<std::string_view, std::string RawPage::*> kTexts[] = {
      {"path", &RawPage::path},         {"url", &RawPage::url},       {"title", &RawPage::title},
      {"referrer", &RawPage::referrer}, {"search", &RawPage::search},
  };
};

/// Members that are texts of the event, and members that are objects with a meaning of their own.
struct TextMember {
  Place place;
  std::string_view name;
  std::string Event::*text;
};
constexpr TextMember kTextMembers[] = {
    {Place::kRoot, "event", &Event::name},
    {Place::kRoot, "messageId", &Event::message_id},
    {Place::kRoot, "anonymousId", &Event::anonymous_id},
    {Place::kRoot, "userId", &Event::user_id},
    {Place::kRoot, "groupId", &Event::group_id},
    {Place::kContext, "consent", &Event::consent},
    {Place::kContext, "mode", &Event::mode},
};
struct ObjectMember {
  Place place;
  std::string_view name;
  Place opens;
};
constexpr ObjectMember kObjectMembers[] = {
    {Place::kRoot, "properties", Place::kProperties}, {Place::kRoot, "traits", Place::kTraits},
    {Place::kRoot, "context", Place::kContext},       {Place::kContext, "page", Place::kPage},
    {Place::kContext, "campaign", Place::kCampaign},
};

struct Trait {
  std::string name;
  std::optional<Value> value;
};

/// A moment as messages write it: ISO 8601 or a number of milliseconds.
struct RawTime {
  bool given = false;
  std::optional<Instant> time;
  std::string found;
};

void read_time(RawTime& out, double ms) {
  out.given = true;
  out.found.clear();
  append_json(out.found, ms);
  const bool possible =
      ms >= static_cast<double>(kEarliest.ms) && ms <= static_cast<double>(kLatest.ms);
  out.time = possible ? std::optional(Instant{static_cast<std::int64_t>(ms)}) : std::nullopt;
}

/// What of a value a keep names; nothing if none of it.
std::optional<Value> pruned(const Value& value, const Keep& keep) {
  if (keep.whole) return value;
  if (const Array* items = value.as_array()) {
    Array out;
    for (const Value& item : *items) {
      if (auto kept = pruned(item, keep)) out.push_back(*std::move(kept));
    }
    return Value(std::move(out));
  }
  if (value.as_object() == nullptr) return std::nullopt;
  Object out;
  for (const auto& [name, member] : *value.as_object()) {
    const Keep::Member* named = keep.find(name);
    auto part = named != nullptr ? pruned(member, named->keep) : std::nullopt;
    if (part) out.emplace_back(name, *std::move(part));
  }
  return Value(std::move(out));
}

}  // namespace

struct EventReader::Draft {
  const Model& model;
  Event event;
  std::string type;
  bool is_object = false;
  RawTime timestamp, received;
  RawPage own_page, context_page;
  std::string email;
  bool email_taken_back = false;
  std::vector<Trait> traits;
  /// The objects that are open, the innermost last.
  std::array<Place, kMaxDepth + 1> places{};
  std::size_t depth = 0;
  KeptValue kept;

  /// What the next value is for: any of these.
  std::string* text_target = nullptr;
  RawTime* time_target = nullptr;
  const Keep* keep_target = nullptr;
  std::optional<Value>* slot_target = nullptr;
  Place place_target = Place::kOther;

  explicit Draft(const Model& m) : model(m) {
    event.properties = std::vector<std::optional<Value>>(model.fields.properties.members.size());
  }

  void forget_target() {
    text_target = nullptr;
    time_target = nullptr;
    keep_target = nullptr;
    slot_target = nullptr;
    place_target = Place::kOther;
  }

  bool key(std::string_view name) {
    forget_target();
    const Place place = depth <= places.size() ? places[depth - 1] : Place::kOther;
    for (const TextMember& member : kTextMembers) {
      if (member.place == place && member.name == name) text_target = &(event.*member.text);
    }
    for (const ObjectMember& member : kObjectMembers) {
      if (member.place == place && member.name == name) place_target = member.opens;
    }
    switch (place) {
      case Place::kRoot:
        if (name == "type") text_target = &type;
        if (name == "timestamp") time_target = &timestamp;
        if (name == "receivedAt") time_target = &received;
        break;
      case Place::kProperties:
        property_key(name);
        break;
      case Place::kTraits:
        trait_key(name);
        break;
      case Place::kPage:
        text_target = context_page.member(name);
        break;
      case Place::kCampaign:
        text_target = const_cast<std::string*>(event.campaign.find(name));
        break;
      default:
        break;
    }
    return text_target != nullptr || time_target != nullptr || slot_target != nullptr ||
           place_target != Place::kOther;
  }

  void property_key(std::string_view name) {
    text_target = own_page.member(name);
    const Keep& slots = model.fields.properties;
    if (const Keep::Member* slot = slots.find(name)) {
      keep_target = &slot->keep;
      slot_target = &event.properties[static_cast<std::size_t>(slot - slots.members.data())];
    }
  }

  void trait_key(std::string_view name) {
    static const Keep kWhole{true, {}};
    if (name == "email") text_target = &email;
    const Keep& wanted = model.fields.any_traits;
    const Keep::Member* named = wanted.find(name);
    const bool whole = wanted.whole || name == "email_domain" || name == "email_free";
    const Keep* keep = whole ? &kWhole : named != nullptr ? &named->keep : nullptr;
    if (keep == nullptr || traits.size() >= kMaxKept) return;
    // The slots are read into once this list is complete up to here; it may move as it grows.
    traits.push_back({cut_text(name), std::nullopt});
    keep_target = keep;
    slot_target = &traits.back().value;
  }

  void scalar(Value value) {
    if (kept.open()) return kept.scalar(std::move(value));
    const std::string* text = value.as_text();
    if (text_target != nullptr && text != nullptr) *text_target = *text;
    if (text_target == &email) email_taken_back = value.is_null();
    if (time_target != nullptr) take_time(value);
    if (slot_target != nullptr) {
      kept.begin(*keep_target, *slot_target);
      kept.scalar(std::move(value));
    }
    forget_target();
  }

  void take_time(const Value& value) {
    if (const double* ms = value.as_number()) return read_time(*time_target, *ms);
    *time_target = RawTime{!value.is_null(), std::nullopt, to_json(value)};
    if (const std::string* text = value.as_text()) time_target->time = parse_instant(*text);
  }

  void begin(Value empty) {
    if (kept.open()) return kept.begin_container(std::move(empty));
    if (time_target != nullptr) *time_target = RawTime{true, std::nullopt, to_json(empty)};
    const bool object = empty.as_object() != nullptr;
    if (depth == 0) {
      is_object = object;
      open(object ? Place::kRoot : Place::kOther);
    } else if (slot_target != nullptr) {
      kept.begin(*keep_target, *slot_target);
      kept.begin_container(std::move(empty));
    } else {
      open(object ? place_target : Place::kOther);
    }
    forget_target();
  }

  void end() {
    if (kept.open()) return kept.end_container();
    --depth;
  }

  void open(Place place) {
    if (depth < places.size()) places[depth] = place;
    ++depth;
  }

  void finish_type() {
    constexpr std::array<std::string_view, 4> kTypes{"page", "track", "identify", "group"};
    const auto it = std::find(kTypes.begin(), kTypes.end(), type);
    event.type = static_cast<EventType>(it - kTypes.begin());
    if (event.type != EventType::kTrack) {
      event.name = type;
      event.name_id = model.find_name(type);
    } else {
      event.name = scrub_text(event.name);
      constexpr std::array<std::string_view, 4> kTaken{"page", "identify", "group", "visit"};
      const bool taken = std::find(kTaken.begin(), kTaken.end(), event.name) != kTaken.end();
      event.name_id = taken ? kNoName : model.find_name(event.name);
    }
  }

  void finish_page() {
    const bool own = event.type == EventType::kPage;
    const auto pick = [&](std::string RawPage::*member) -> const std::string& {
      const std::string& mine = own_page.*member;
      return own && !mine.empty() ? mine : context_page.*member;
    };
    const std::string& search = pick(&RawPage::search);
    const std::string& path = pick(&RawPage::path);
    Address address = scrub_address(model, pick(&RawPage::url));
    Page& page = event.page;
    page.url = address.text();
    page.host = address.host;
    page.path = scrub_address(model, path).path;
    if (page.path.empty()) page.path = address.path;
    page.title = scrub_text(pick(&RawPage::title));
    page.referrer = scrub_address(model, pick(&RawPage::referrer)).text();
    Address queried = scrub_query(model, search);
    if (queried.query.empty()) queried = std::move(address);
    page.search = std::move(queried.query);
    page.query = std::move(queried.parameters);

    const std::string_view compared = without_trailing_slash(page.path);
    for (const PageGroup& group : model.pages) {
      const auto matches = [&](const Glob& glob) { return glob_matches(glob.pattern, compared); };
      if (std::any_of(group.globs.begin(), group.globs.end(), matches)) {
        event.page_groups.emplace_back(group.name);
      }
    }
  }

  void finish_campaign() {
    Campaign& campaign = event.campaign;
    const bool given = !campaign.empty();
    for (const CampaignMember& member : kCampaignMembers) {
      std::string& text = campaign.*member.text;
      for (const auto& [name, value] : event.page.query) {
        if (!given && name == member.parameter) text = value;
      }
      text = scrub_text(text);
    }
  }

  void finish_traits() {
    const bool identify = event.type == EventType::kIdentify;
    if (!identify && event.type != EventType::kGroup) return;
    const Keep& keep = identify ? model.fields.traits : model.fields.company;
    Value out = Object{};
    for (Trait& trait : traits) {
      if (!trait.value) continue;
      const bool derived = identify && (trait.name == "email_domain" || trait.name == "email_free");
      const Keep::Member* named = keep.find(trait.name);
      if (derived || keep.whole) {
        out.set(trait.name, *std::move(trait.value));
      } else if (named != nullptr) {
        if (auto kept_part = pruned(*trait.value, named->keep)) {
          out.set(trait.name, *std::move(kept_part));
        }
      }
    }
    if (const std::string domain = email_domain(email); identify && !domain.empty()) {
      if (out.find("email") != nullptr) out.set("email", cut_text(email));
      out.set("email_domain", domain);
      out.set("email_free", is_free_mail(domain));
    }
    if (identify && email_taken_back) {
      out.set("email_domain", Value());
      out.set("email_free", Value());
    }
    event.traits = std::move(*out.as_object());
  }

  void check(Errors& errors) const {
    if (!is_object) {
      errors.push_back({"not_object", "", "no object", "give one JSON object a line"});
      return;
    }
    if (type.empty()) {
      errors.push_back(
          {"bad_type", "/type", "no type", "give it a type: page, track, identify, group"});
    }
    if (event.type == EventType::kIgnored) return;
    if (event.visitor().empty()) {
      errors.push_back({"no_visitor", "/anonymousId", "neither anonymousId nor userId",
                        "give it an anonymousId, a text"});
    }
    if (!timestamp.time) {
      errors.push_back({"bad_time", "/timestamp",
                        timestamp.given ? cut_text(timestamp.found) : "no timestamp",
                        "give it ISO 8601 with an offset, or milliseconds since 1970"});
    }
  }
};

EventReader::EventReader(const Model& model) : draft_(std::make_unique<Draft>(model)) {}
EventReader::~EventReader() = default;

bool EventReader::key(std::string_view name) {
  return draft_->kept.open() ? draft_->kept.key(name) : draft_->key(name);
}
void EventReader::null() {
  draft_->scalar(Value());
}
void EventReader::boolean(bool b) {
  draft_->scalar(b);
}
void EventReader::number(double d) {
  draft_->scalar(d);
}
void EventReader::text(std::string_view utf8) {
  draft_->scalar(utf8);
}
void EventReader::begin_object() {
  draft_->begin(Object{});
}
void EventReader::end_object() {
  draft_->end();
}
void EventReader::begin_array() {
  draft_->begin(Array{});
}
void EventReader::end_array() {
  draft_->end();
}
void EventReader::reset() {
  const Model& model = draft_->model;
  std::destroy_at(draft_.get());
  new (draft_.get()) Draft(model);
}

bool EventReader::finish(Event& event, Errors& errors) {
  Draft& draft = *draft_;
  draft.finish_type();
  draft.event.anonymous_id = cut_text(draft.event.anonymous_id);
  draft.event.user_id = cut_text(draft.event.user_id);
  const std::size_t before = errors.size();
  draft.check(errors);
  const bool good = errors.size() == before;
  if (good && draft.event.type != EventType::kIgnored) {
    draft.event.time = *draft.timestamp.time;
    if (draft.received.time) draft.event.time = std::min(draft.event.time, *draft.received.time);
    draft.event.message_id = cut_text(draft.event.message_id);
    draft.event.group_id = cut_text(draft.event.group_id);
    draft.event.consent = scrub_text(draft.event.consent);
    draft.event.mode = scrub_text(draft.event.mode);
    draft.finish_page();
    draft.finish_campaign();
    draft.finish_traits();
  }
  event = std::move(draft.event);
  reset();
  return good;
}

Result<Event> read_event(const Model& model, std::string_view json) {
  if (json.size() > kMaxEventBytes) {
    return Error{"too_long", "", std::to_string(json.size()) + " bytes",
                 "a message has at most " + std::to_string(kMaxEventBytes)};
  }
  EventReader reader(model);
  if (auto error = read_json(json, reader)) return *std::move(error);
  auto event = std::make_unique<Event>();
  Errors errors;
  if (!reader.finish(*event, errors)) return errors;
  return event;
}

}  // namespace kelvin
