// State: all that is remembered of one visitor. Plain data: copy it, compare it, save it as JSON.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// The room for what identify and group messages tell, as JSON: so large the profile may grow by
/// the one, and its `company` by the other. A trait that finds no room is lost.
inline constexpr std::size_t kMaxProfile = 6144;
inline constexpr std::size_t kMaxCompany = 2048;

/// The ids of the last messages, by which a duplicate is known.
inline constexpr std::size_t kRecentIds = 128;

/// Sums of a field, in millionths, stay within so much: +-1,000,000,000.
inline constexpr std::int64_t kMostSum = 1'000'000'000'000'000;

/// How often something has happened within the window of its limit.
struct LimitUse {
  std::int64_t window = 0;  ///< number of the visit or day, or the millisecond at which it opened
  std::int64_t used = 0;
  friend bool operator==(const LimitUse&, const LimitUse&) = default;
};

/// Hits of a decaying rule that fell into one slot, with the age of the first.
struct HitSlot {
  Instant first;
  Points sum;
  friend bool operator==(const HitSlot&, const HitSlot&) = default;
};

/// A match that `count` remembers. With `distinct` the value is the hash of the field, and without
/// `within` nobody asks for its time; with neither one entry stands for all matches, and the value
/// is their number.
struct CountedMatch {
  Instant time;
  std::uint64_t value = 0;  ///< below 2^48
  friend bool operator==(const CountedMatch&, const CountedMatch&) = default;
};

/// A new member goes into everything under src/state: save, restore, block_rules (a bit of the
/// mask), takeover, sound; and into bounds/state_bound.cpp.
struct RuleState {
  std::int64_t hits = 0;
  std::int64_t matches = 0;
  std::optional<Instant> last_match;
  std::optional<Instant> last_hit;
  /// Live points: one slot, carried forward, unless the decay keeps several.
  List<HitSlot> live;
  Points raw;            ///< what the hits gave before decay and wear
  Points worn;           ///< what inactivity took of it, at the time; zero or against its sign
  std::int64_t sum = 0;  ///< of `multiply`'s field over the hits, in millionths
  LimitUse limit;
  List<CountedMatch> counted;  ///< oldest first
  bool holds = false;          ///< of a fact rule
  friend bool operator==(const RuleState&, const RuleState&) = default;
};

/// What the events of one day moved a shown score.
struct DayMove {
  std::int64_t day = 0;
  Points moved;
  friend bool operator==(const DayMove&, const DayMove&) = default;
};

/// Where a visit came from.
struct Origin {
  Text channel;  ///< GA4's default channel group
  Campaign campaign;
  Text referrer_host;
  Text landing;  ///< path of its first page
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct VisitState {
  std::int64_t number = 0;
  std::int64_t pages = 0;
  Duration engaged;
  Origin origin;
  friend bool operator==(const VisitState&, const VisitState&) = default;
};

struct Totals {
  std::int64_t pages = 0;
  std::int64_t days = 0;      ///< distinct days with activity
  std::int64_t last_day = 0;  ///< the last of them
  Duration engaged;
  friend bool operator==(const Totals&, const Totals&) = default;
};

struct TriggerState {
  std::int64_t fired = 0;
  LimitUse limit;
  friend bool operator==(const TriggerState&, const TriggerState&) = default;
};

/// What a visitor saw of an experience; who is held out, what they would have seen.
struct ExposureState {
  std::int64_t seen = 0;
  bool ended = false;  ///< by what its `until` names
  LimitUse limit;
  friend bool operator==(const ExposureState&, const ExposureState&) = default;
};

/// Make one with new_state; an empty State fits no model.
struct State {
  Text visitor;
  Text user_id;
  std::int64_t events = 0;   ///< scored ones
  std::uint64_t digest = 0;  ///< of their message ids, in order
  std::optional<Instant> first, last;
  std::optional<Instant> last_activity;  ///< anywhere
  std::optional<Instant> last_onsite;    ///< the visit ends `timeout` after it
  VisitState visit;
  Origin first_origin;
  Totals total;
  Value profile = Object{};
  List<RuleState> rules;          ///< as Model::rules
  List<List<DayMove>> momentum;   ///< as Model::scores, oldest first
  List<std::uint8_t> segments;    ///< as Model::segments: 1 is in
  List<TriggerState> triggers;    ///< as Model::triggers
  List<ExposureState> exposures;  ///< as Model::experiences
  /// Digest of the model under which the last event settled facts and segments: while that is the
  /// model's, `holds` and `segments` say what their conditions would. 0: none has.
  std::uint64_t settled_under = 0;
  List<std::uint64_t> recent;  ///< 48-bit hashes of the last 128 ids, oldest first
  friend bool operator==(const State&, const State&) = default;
};

/// A visitor of whom nothing is known yet.
State new_state(const Model& model);

/// When the visitor is forgotten, should nothing more be heard: `privacy.retention` after the last
/// activity (after the first event of who was never active). Nothing without retention, and for a
/// visitor of whom nothing is known.
std::optional<Instant> forgotten_at(const Model& model, const State& state);
bool is_forgotten(const Model& model, const State& state, Instant t);

/// What is left of a visitor who is forgotten: a new one's state with the id, and with how often
/// each trigger has fired. That is no limit's memory: without it a later firing would take the
/// message id of an earlier one, and a backend that drops repeats would drop a true message.
State forgotten(const Model& model, const State& state);

/// What a new person at the same device begins with: what a forgotten visitor does, and beside that
/// the last message ids and the clock, so that a duplicate is still known and no time comes twice.
State another_person(const Model& model, const State& state);

/// After the past was replayed under a changed model: what had fired by `before`, the state under
/// the model of then, has fired. Counts and the windows of limits are the larger of both, so that
/// no later message takes an id that was used, and no limit forgets a message that was sent.
void take_firings(State& state, const State& before);

/// The state as JSON for people and tools, keyed by the ids of rules, scores, segments and
/// triggers: the exchange form.
Text save(const Model& model, const State& state);

/// The same as one short line: the compact form, which begins `{"kelvin":2,`. Releases that know
/// the other form only take it for a newer one's, and leave it alone.
Text save_compact(const Model& model, const State& state);

/// A saved state under a model that may have changed since.
struct Restored {
  State state;
  List<Text> dropped;             ///< what no longer fits: "rule old-pricing"
  std::uint64_t saved_under = 0;  ///< digest of the model that it was saved under
};

/// Reads what save and save_compact wrote (as text: kelvin/json.h). Refuses (`wrong_type`,
/// `bad_value`, `newer_format`, `other_model`) what another model, a newer format or a damaged
/// store left, and changes nothing.
Result<Restored> restore(const Model& model, const Value& saved);
Result<Restored> restore(const Model& model, NoText) = delete;

}  // namespace kelvin
