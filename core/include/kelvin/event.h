// Event: what a model may know of one message. Reading a message scrubs it: what the model does not
// name is not kept, so nothing after this point can score, store or export it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The Segment message types that score. Others (screen, alias) are accepted and touch nothing.
enum class EventType { kPage, kTrack, kIdentify, kGroup, kIgnored };

struct Campaign {
  std::string source, medium, name, term, content;
  friend bool operator==(const Campaign&, const Campaign&) = default;
  [[nodiscard]] bool empty() const;
  /// The member of that name (`source`, ...), or nullptr.
  [[nodiscard]] const std::string* find(std::string_view member) const;
};

/// A campaign's members by the names that messages, conditions, saved states and addresses give
/// them.
struct CampaignMember {
  const char* name;
  const char* parameter;
  std::string Campaign::*text;
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
  std::string url, host, path, title, referrer, search;
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, what `search` holds
  friend bool operator==(const Page&, const Page&) = default;
};

/// Members are empty where the message had none.
struct Event {
  EventType type = EventType::kIgnored;
  std::string name;          ///< `event` of a track, else the type's name
  NameId name_id = kNoName;  ///< the model's number for the name; kNoName where no rule asks for it
  std::string message_id;
  std::string anonymous_id;
  std::string user_id;
  std::string group_id;
  Instant time;  ///< already cut to the message's receivedAt
  Page page;
  Array page_groups;  ///< names of the model's page groups that hold page.path
  Campaign campaign;
  std::vector<std::optional<Value>>
      properties;       ///< slots, in the order of Model::fields.properties
  Object traits;        ///< named traits of an identify or group message
  std::string consent;  ///< context.consent, copied into messages that this event causes
  std::string mode;     ///< context.mode: "test" or "live"; "" is live

  /// Who: anonymousId, else userId.
  [[nodiscard]] const std::string& visitor() const {
    return anonymous_id.empty() ? user_id : anonymous_id;
  }
  friend bool operator==(const Event&, const Event&) = default;
};

/// The largest message that is read, in bytes.
inline constexpr std::size_t kMaxEventBytes = 1 << 20;

/// Reads one Segment message. Errors, each with its place: `bad_json`, `too_deep`, `too_long`,
/// `not_object`, `bad_type` (no type), `no_visitor`, `bad_time`. Messages of another type are no
/// error: they come back as kIgnored.
///
///   read_event(model, R"({"type":"page","anonymousId":"v","timestamp":1770000000000})")
///   read_event(model, R"({"type":"page","anonymousId":"v"})")  -> bad_time at /timestamp
Result<Event> read_event(const Model& model, std::string_view json);

/// The event as a Segment message again; reading it gives an equal event.
std::string to_json(const Model& model, const Event& event);

}  // namespace kelvin
