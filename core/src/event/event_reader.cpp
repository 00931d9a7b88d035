#include "kelvin/event_reader.h"

#include <array>
#include <utility>

#include "event/kept_value.h"
#include "event/message_draft.h"
#include "event/scrub.h"
#include "json/number_text.h"
#include "kelvin/value_builder.h"

namespace kelvin {
namespace {

/// The objects of a message whose members have a meaning of their own, and everything else.
enum class Place : std::uint8_t {
  kOther,
  kRoot,
  kProperties,
  kTraits,
  kContext,
  kPage,
  kCampaign,
  kContextTraits
};

struct ObjectMember {
  Place place;
  std::string_view name;
  Place opens;
};
constexpr ObjectMember kObjectMembers[] = {
    {Place::kRoot, "properties", Place::kProperties},
    {Place::kRoot, "traits", Place::kTraits},
    {Place::kRoot, "context", Place::kContext},
    {Place::kContext, "page", Place::kPage},
    {Place::kContext, "campaign", Place::kCampaign},
    {Place::kContext, "traits", Place::kContextTraits},
};

/// The digits of a whole number that every JSON reader holds exactly.
std::optional<Text> digits_of(const Value& value) {
  constexpr double kMost = 9'007'199'254'740'991;
  const double* n = value.as_number();
  if (n == nullptr || !(*n >= 0 && *n <= kMost)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(*n);
  if (static_cast<double>(whole) != *n) return std::nullopt;
  return integer_text(whole);
}

}  // namespace

/// What is known while a message is walked: where the parser is, and what comes next.
struct EventReader::Draft : MessageDraft {
  /// The objects that are open, the innermost last.
  std::array<Place, kMaxDepth + 1> places{};
  std::size_t depth = 0;
  unsigned seen = 0;  ///< the objects that were there already, a bit each
  KeptValue kept;

  /// What the next value is for: any of these.
  Text* text_target = nullptr;
  std::size_t root_target = kRootTexts;  ///< which of these it is; kRootTexts is none
  RawTraits* email_target = nullptr;
  RawTime* time_target = nullptr;
  const FieldMask* mask_target = nullptr;
  std::optional<Value>* slot_target = nullptr;
  Place place_target = Place::kOther;

  using MessageDraft::MessageDraft;

  void begin_message(Event& into) {
    begin(into);
    for (unsigned place = 0; seen >> place != 0; ++place) {
      if ((seen >> place & 1U) != 0) forget(static_cast<Place>(place));
    }
    // What stood in the context alone was merged into them.
    traits.clear();
    seen = 0;
    depth = 0;
    kept.forget();
    forget_target();
  }

  void forget_target() {
    text_target = nullptr;
    root_target = kRootTexts;
    email_target = nullptr;
    time_target = nullptr;
    mask_target = nullptr;
    slot_target = nullptr;
    place_target = Place::kOther;
  }

  bool key(std::string_view name) {
    forget_target();
    const Place place = depth <= places.size() ? places[depth - 1] : Place::kOther;
    switch (place) {
      case Place::kRoot:
        root_key(name);
        break;
      case Place::kProperties:
        property_key(name);
        break;
      case Place::kTraits:
        trait_key(traits, name);
        break;
      case Place::kContextTraits:
        trait_key(context_traits, name);
        break;
      case Place::kContext:
        object_key(place, name);
        if (name == "consent") text_target = &event->consent;
        if (name == "mode") text_target = &event->mode;
        break;
      case Place::kPage:
        text_target = context_page.member(name);
        break;
      case Place::kCampaign:
        for (const CampaignMember& member : kCampaignMembers) {
          if (name == member.name) text_target = &(event->campaign.*member.text);
        }
        break;
      default:
        break;
    }
    // Of a repeated member the last stands, whatever it is.
    if (text_target != nullptr) text_target->clear();
    if (place_target != Place::kOther) {
      const unsigned bit = 1U << static_cast<unsigned>(place_target);
      if ((seen & bit) != 0) forget(place_target);
      seen |= bit;
    }
    return text_target != nullptr || time_target != nullptr || slot_target != nullptr ||
           place_target != Place::kOther;
  }

  /// What was read of an object that comes again.
  void forget(Place place) {
    const bool context = place == Place::kContext;
    if (place == Place::kProperties) {
      own_page.clear();
      for (auto& slot : event->properties) slot.reset();
    }
    if (place == Place::kTraits) traits.clear();
    if (context || place == Place::kContextTraits) context_traits.clear();
    if (context || place == Place::kPage) context_page.clear();
    if (context || place == Place::kCampaign) event->campaign.clear();
    if (context) {
      event->consent.clear();
      event->mode.clear();
    }
  }

  void root_key(std::string_view name) {
    for (std::size_t i = 0; i < kRootTexts; ++i) {
      if (name != kRootNames[i]) continue;
      root_target = i;
      text_target = &root_text(i);
      wrong[i].clear();
      return;
    }
    if (name == "timestamp") time_target = &timestamp;
    if (name == "originalTimestamp") time_target = &original;
    if (name == "receivedAt") time_target = &received;
    if (time_target == nullptr) object_key(Place::kRoot, name);
  }

  void object_key(Place place, std::string_view name) {
    for (const ObjectMember& member : kObjectMembers) {
      if (member.place == place && member.name == name) place_target = member.opens;
    }
  }

  void property_key(std::string_view name) {
    text_target = own_page.member(name);
    const FieldMask& slots = model.fields.properties;
    if (const FieldMask::Member* slot = slots.find(name)) {
      mask_target = &slot->mask;
      slot_target = &event->properties[static_cast<std::size_t>(slot - slots.members.data())];
    }
  }

  void trait_key(RawTraits& into, std::string_view name) {
    static const FieldMask kWhole{true, {}};
    if (name == "email") {
      text_target = &into.email;
      email_target = &into;
      into.email_given = true;
      into.email_taken_back = false;
    }
    const FieldMask& wanted = model.fields.any_traits;
    const FieldMask::Member* named = wanted.find(name);
    const bool derived = is_derived_trait(name);
    const FieldMask* mask = wanted.whole || derived ? &kWhole
                            : named != nullptr      ? &named->mask
                                                    : nullptr;
    if (mask == nullptr) return;
    Text scrubbed = scrub_text(name);
    Trait* trait = into.find(scrubbed);
    if (trait == nullptr) {
      // What an address becomes finds room beside the others: it may not have stood there before.
      if (into.named.size() >= kMaxKept && !derived) return;
      trait = &into.named.emplace_back(Trait{std::move(scrubbed), std::nullopt});
    }
    // The slots are read into once this list is complete up to here; it may move as it grows.
    trait->value.reset();
    mask_target = mask;
    slot_target = &trait->value;
  }

  void scalar(Value value) {
    if (kept.open()) return kept.scalar(std::move(value));
    if (root_target != kRootTexts) take_other(value);
    if (email_target != nullptr) email_target->email_taken_back = value.is_null();
    if (time_target != nullptr) time_target->take(value);
    if (slot_target != nullptr) {
      kept.begin(model, *mask_target, *slot_target);
      kept.scalar(std::move(value));
    }
    forget_target();
  }

  void text(std::string_view utf8) {
    if (kept.open()) return kept.text(utf8);
    if (text_target != nullptr) *text_target = utf8;
    if (email_target != nullptr) email_target->email_taken_back = false;
    if (time_target != nullptr) time_target->take(utf8);
    if (slot_target != nullptr) {
      kept.begin(model, *mask_target, *slot_target);
      kept.text(utf8);
    }
    forget_target();
  }

  /// Where a text should stand.
  void take_other(const Value& value) {
    if (value.is_null()) return;
    const auto digits = root_target >= kMessageId ? digits_of(value) : std::nullopt;
    if (digits) {
      *text_target = *digits;
    } else {
      take_wrong(value);
    }
  }

  void take_wrong(const Value& value) {
    any_wrong = true;
    wrong[root_target] = to_json(value);
  }

  void begin_container(bool object) {
    if (kept.open()) return kept.begin_container(object);
    if (time_target != nullptr) time_target->take(empty_container(object));
    if (root_target != kRootTexts) take_wrong(empty_container(object));
    if (depth == 0) {
      is_object = object;
      open(object ? Place::kRoot : Place::kOther);
    } else if (slot_target != nullptr) {
      kept.begin(model, *mask_target, *slot_target);
      kept.begin_container(object);
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
  draft_->scalar(d + 0.0);  // -0 becomes 0
}
void EventReader::text(std::string_view utf8) {
  draft_->text(utf8);
}
void EventReader::begin_object() {
  draft_->begin_container(true);
}
void EventReader::end_object() {
  draft_->end();
}
void EventReader::begin_array() {
  draft_->begin_container(false);
}
void EventReader::end_array() {
  draft_->end();
}
void EventReader::begin(Event& event) {
  draft_->begin_message(event);
}
bool EventReader::finish(Errors& errors) {
  return draft_->finish(errors);
}
void EventReader::give_up_memory() {
  const Model& model = draft_->model;
  std::destroy_at(draft_.get());
  new (draft_.get()) Draft(model);
}

std::optional<Error> too_long_event(std::size_t bytes) {
  if (bytes <= kMaxEventBytes) return std::nullopt;
  return Error{"too_long", "", "more than " + integer_text(kMaxEventBytes) + " bytes",
               "send shorter messages"};
}

Result<Event> read_event(const Model& model, const Value& message) {
  auto event = std::make_unique<Event>();
  EventReader reader(model);
  reader.begin(*event);
  tell(message, reader);
  Errors errors;
  if (!reader.finish(errors)) return errors;
  return event;
}

}  // namespace kelvin
