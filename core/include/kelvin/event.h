// Event: what a model may know of one message. Reading a message scrubs it: what the model does not
// name is not kept, so nothing after this point can score, store or export it.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The Segment message types. An alias gives the visitor another userId and matches no rule.
/// Ignored are `screen`, and an alias that says too little to be one: they touch nothing.
enum class EventType { kPage, kTrack, kIdentify, kGroup, kAlias, kIgnored };

struct Campaign {
  Text source, medium, name, term, content;
  friend bool operator==(const Campaign&, const Campaign&) = default;
  [[nodiscard]] bool empty() const;
  void clear();
  /// The member of that name (`source`, ...), or nullptr.
  [[nodiscard]] const Text* find(std::string_view member) const;
};

/// A campaign's members by the names that messages, conditions, saved states and addresses give
/// them.
struct CampaignMember {
  const char* name;
  const char* parameter;
  Text Campaign::*text;
};
inline constexpr std::array<CampaignMember, 5> kCampaignMembers{
    {{"source", "utm_source", &Campaign::source},
     {"medium", "utm_medium", &Campaign::medium},
     {"name", "utm_campaign", &Campaign::name},
     {"term", "utm_term", &Campaign::term},
     {"content", "utm_content", &Campaign::content}}};

/// Where an event took place. Addresses carry no fragment and only those query keys that the model
/// names, utm_* and click ids (these as `gclid=1`: present, no more).
struct Page {
  Text url, host, path, title, referrer, search;
  List<std::pair<Text, Text>> query;  ///< decoded, what `search` holds
  friend bool operator==(const Page&, const Page&) = default;
  void clear();
};

/// Members are empty where the message had none.
struct Event {
  EventType type = EventType::kIgnored;
  Text name;                 ///< `event` of a track, else the type's name
  NameId name_id = kNoName;  ///< the model's number for the name; kNoName where no rule asks for it
  Text message_id;
  Text anonymous_id;
  Text user_id;
  Text group_id;
  Text previous_id;  ///< of an alias: the userId that its userId takes the place of
  Instant time;      ///< already cut to the message's receivedAt
  Page page;
  Array page_groups;  ///< names of the model's page groups that hold page.path
  Campaign campaign;
  List<std::optional<Value>> properties;  ///< slots, in the order of Model::fields.properties
  Object traits;                          ///< named traits of an identify or group message
  Text consent;  ///< context.consent, copied into messages that this event causes
  Text mode;     ///< context.mode: "test" or "live"; "" is live

  /// Who: anonymousId, else userId; of an alias previousId.
  [[nodiscard]] const Text& visitor() const {
    if (!anonymous_id.empty()) return anonymous_id;
    return type == EventType::kAlias ? previous_id : user_id;
  }
  /// As if new, for another message; but it keeps its memory, and its slots.
  void clear();
  friend bool operator==(const Event&, const Event&) = default;
};

/// The largest message that is read, in bytes.
inline constexpr std::size_t kMaxEventBytes = 1 << 20;

/// `too_long` where a message's text has more than kMaxEventBytes; else nothing. To be asked before
/// the text is parsed.
std::optional<Error> too_long_event(std::size_t bytes);

/// Reads one Segment message (as text: kelvin/json.h). Errors, each with its place: `not_object`,
/// `bad_type` (none, or one that there is not), `no_event` (a track that does not say
/// what happened), `bad_id`, `no_visitor`, `bad_time`. The type is looked at first; a `screen` is
/// no error whatever it lacks, and comes back as kIgnored.
///
///   read_event(model, R"({"type":"page","anonymousId":"v","timestamp":1770000000000})")
///   read_event(model, R"({"type":"page","anonymousId":7,"timestamp":"2026-03-01T10:00Z"})")
///     -> the anonymousId is "7": a whole number from 0 to 2^53-1 is taken as its digits
///   read_event(model, R"({"type":"page","anonymousId":"v"})")   -> bad_time at /timestamp
///   read_event(model, R"({"type":"Page", ...})")                -> bad_type: did you mean page?
///
/// The time is `timestamp`; where that is missing, null or empty, `originalTimestamp`. Traits of an
/// identify are `traits` and, of `context.traits`, the members that `traits` has not.
Result<Event> read_event(const Model& model, const Value& message);
Result<Event> read_event(const Model& model, NoText) = delete;

/// An event that only lets time pass: it settles segments and fires triggers, and leaves nothing
/// else behind. No message reads as one. The caller sets whose it is and when.
Event tick_event(const Model& model);

/// The event as a Segment message again; reading it gives an equal event.
Text to_json(const Model& model, const Event& event);

}  // namespace kelvin
