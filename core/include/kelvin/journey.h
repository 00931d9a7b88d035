// Journeys: the tests that a model carries. Each is what a visitor does, step by step, and what
// must have come of it. They are read from the model's own text and run through the same verbs as
// real events: read_event, apply, view.
//
//   "tests": [
//     {"name": "70 is hot, and the call comes once", "start": "2026-03-01T10:00:00Z", "steps": [
//       {"page": "/pricing?utm_source=google&utm_medium=cpc", "title": "Prices"},
//       {"track": "Page Engaged", "properties": {"seconds": 120}},
//       {"page": "/blog/a", "times": 5, "every": "1m"},
//       {"identify": {"industry": "energy"}},
//       {"group": "acme", "traits": {"employees": 50}},
//       {"wait": "30d"},
//       {"expect": {"scores": {"engagement": 70}, "segments": ["hot"], "fired": ["call-now"]}}]}]
//
// A test: `name`, `steps`, and where they matter `start` (2026-01-05T09:00:00Z, a Monday, unless
// given) and `note`. A step is one of these, and may have a `note`:
//   page      a path or an address, with its query; also `title`, `referrer`, `campaign`
//   track     an event's name; also `properties`. It happens on the page that was opened last, as
//   in
//             a browser; what the model calls offsite or passive happens on none
//   identify  traits
//   group     a company's id; also `traits`
//   event     a whole Segment message; anonymousId, messageId and timestamp are added if missing
//   wait      a duration. Nothing else moves time, but `every`
//   expect    what must be so now
// `times` repeats an event, `every` so far apart: 5 times every 1m take 4 minutes. `who` tells
// several visitors apart.
//
// `expect` compares what it names and nothing else. Numbers are equal as shown, lists hold the same
// whatever their order; what happened twice stands twice.
//   scores, momentum   {"engagement": 70}
//   reasons            {"pricing": 10}: what is left of a rule's points now
//   top                {"interest": "shoes"}; "" where no score is on top
//   grade              "B2"
//   segments, disqualified   those that stand now: ["hot"], []
//   entered, left, fired     what events brought since this visitor's last `expect`; a wait alone
//                            brings nothing: {"track": "Tick"} looks at the visitor
//   accounts           {"acme": {"score": 75, "contacts": 3, "roles": {"buyer": 3}, "segments": [],
//                      "triggers": []}}: the companies that all visitors of the test make now
//   sent               {"crm": {"data": {...}}}: what the last message to a destination since then
//                      must hold; members that are not named may be there
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// One thing that must be so.
struct Expected {
  enum class What : std::uint8_t {
    kScore,
    kMomentum,
    kReason,
    kTop,
    kGrade,
    kSegments,
    kDisqualified,
    kExperiences,
    kEntered,
    kLeft,
    kFired,
    kSent,
    kAccountScore,
    kAccountContacts,
    kAccountRole,
    kAccountSegments,
    kAccountTriggers,
  };
  What what = What::kScore;
  std::size_t index = 0;  ///< the score, rule, top, destination or role
  Value value;            ///< a list is sorted
  Text at;                ///< where it stands: "/tests/0/steps/3/expect/scores/engagement"
  Text account{};         ///< kAccount...: the company
};

struct Step {
  enum class Kind : std::uint8_t { kEvent, kWait, kExpect };
  Kind kind = Kind::kWait;
  Text at;  ///< "/tests/0/steps/3"
  Text who;
  Value message;            ///< kEvent: a Segment message, without what `run` adds
  bool on_page = false;     ///< kEvent: it happens on the page that is open
  std::int64_t times = 1;   ///< kEvent
  Duration apart;           ///< kWait, and between events
  List<Expected> expected;  ///< kExpect
};

struct Journey {
  Text name;
  Instant start;
  List<Step> steps;
};
using Journeys = List<Journey>;

/// How many events all tests of a model may make; past it `too_many`.
inline constexpr std::int64_t kMaxJourneyEvents = 100'000;

/// Reads the tests of a model from the document that it was compiled from; none where it has none.
/// All mistakes at once, with their places:
///
///   {"expect": {"scroes": {"engagement": 70}}}
///       -> unknown_key at /tests/0/steps/3/expect/scroes, "did you mean scores?"
Result<Journeys> read_journeys(const Model& model, const Value& document);
Result<Journeys> read_journeys(const Model& model, NoText) = delete;

/// What was not as expected. An event that cannot be read is one too.
struct JourneyFailure {
  Text at;         ///< "/tests/0/steps/3/expect/scores/engagement"
  Value expected;  ///< 70
  Value found;     ///< 69.5
  friend bool operator==(const JourneyFailure&, const JourneyFailure&) = default;
};

struct JourneyResult {
  Text name;
  Text at;  ///< "/tests/0"
  List<JourneyFailure> failures;
};

/// What of a model its tests never made happen, by ids: a rule without a hit (a fact that never
/// held), a segment never entered, a trigger never fired. An account's segments and triggers happen
/// where an `expect` looks at the account.
struct Unexercised {
  List<Text> rules, segments, triggers;
  [[nodiscard]] bool none() const { return rules.empty() && segments.empty() && triggers.empty(); }
};

struct JourneyReport {
  List<JourneyResult> tests;
  Unexercised unexercised;
  [[nodiscard]] std::size_t failed() const;
};

JourneyReport run_journeys(const Model& model, const Journeys& journeys);

/// Each journey's events as the Segment messages that `run_journeys` scores, in order: for those
/// who show what happens in between.
List<Array> journey_messages(const Model& model, const Journeys& journeys);

}  // namespace kelvin
