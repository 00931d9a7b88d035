#include "kelvin/event_reader.h"

#include <array>
#include <string>
#include <utility>

#include "event/kept_value.h"
#include "event/message_draft.h"
#include "event/scrub.h"
#include "json/number_text.h"

namespace kelvin {
namespace {

/// The objects of a message whose members have a meaning of their own, and everything else.
enum class Place { kOther, kRoot, kProperties, kTraits, kContext, kPage, kCampaign };

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

void read_time(RawTime& out, double ms) {
  out.given = true;
  out.found.clear();
  append_json(out.found, ms);
  const bool possible =
      ms >= static_cast<double>(kEarliest.ms) && ms <= static_cast<double>(kLatest.ms);
  out.time = possible ? std::optional(Instant{static_cast<std::int64_t>(ms)}) : std::nullopt;
}

}  // namespace

/// What is known while a message is walked: where the parser is, and what comes next.
struct EventReader::Draft : MessageDraft {
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

  using MessageDraft::MessageDraft;

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
        for (const CampaignMember& member : kCampaignMembers) {
          if (name == member.name) text_target = &(event.campaign.*member.text);
        }
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
    traits.push_back({scrub_text(name), std::nullopt});
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
      kept.begin(model, *keep_target, *slot_target);
      kept.scalar(std::move(value));
    }
    forget_target();
  }

  void take_time(const Value& value) {
    if (const double* ms = value.as_number()) return read_time(*time_target, *ms);
    *time_target = RawTime{!value.is_null(), std::nullopt, {}};
    if (const std::string* text = value.as_text()) time_target->time = parse_instant(*text);
    if (!time_target->time) time_target->found = to_json(value);
  }

  /// Most of a log is text that goes into a member of the event as it is: no Value for that.
  void text(std::string_view utf8) {
    if (kept.open() || slot_target != nullptr || time_target != nullptr) return scalar(utf8);
    if (text_target != nullptr) *text_target = utf8;
    if (text_target == &email) email_taken_back = false;
    forget_target();
  }

  void begin(Value empty) {
    if (kept.open()) return kept.begin_container(std::move(empty));
    if (time_target != nullptr) *time_target = RawTime{true, std::nullopt, to_json(empty)};
    const bool object = empty.as_object() != nullptr;
    if (depth == 0) {
      is_object = object;
      open(object ? Place::kRoot : Place::kOther);
    } else if (slot_target != nullptr) {
      kept.begin(model, *keep_target, *slot_target);
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
  draft_->text(utf8);
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
  const bool good = draft_->finish(errors);
  event = std::move(draft_->event);
  reset();
  return good;
}

Result<Event> read_event(const Model& model, std::string_view json) {
  if (json.size() > kMaxEventBytes) {
    return Error{"too_long", "", "more than " + integer_text(kMaxEventBytes) + " bytes",
                 "send shorter messages"};
  }
  EventReader reader(model);
  if (auto error = read_json(json, reader)) return *std::move(error);
  auto event = std::make_unique<Event>();
  Errors errors;
  if (!reader.finish(*event, errors)) return errors;
  return event;
}

}  // namespace kelvin
