// What comes out: the snapshot of a visitor at a moment, and the outcome of one event.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// What a visitor is at a moment: the shown scores, and what follows from them.
struct Snapshot {
  Instant at;
  List<Points> scores;                  ///< shown, as Model::scores
  List<Points> momentum;                ///< as Model::scores
  List<std::optional<ScoreIndex>> top;  ///< as Model::top
  Text grade;
  List<std::uint8_t> segments;   ///< as Model::segments: 1 is in
  List<RuleIndex> disqualified;  ///< the vetoing rules
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
  /// Empty as a new one, with the memory of before.
  void clear();
};

/// The id of the score that is on top; "" where none is.
inline std::string_view top_id(const Model& model, const Snapshot& snapshot, std::size_t top) {
  const auto& score = snapshot.top[top];
  return score ? std::string_view(model.scores[*score].id) : std::string_view();
}

struct Hit {
  RuleIndex rule = 0;
  Points points;  ///< after `multiply` and `max`
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// A trigger that fired: by the event, or by the silence before it, which the event ended.
struct Firing {
  std::size_t trigger = 0;
  std::int64_t nth = 1;     ///< of this trigger, from 1
  bool in_silence = false;  ///< then from Outcome::earlier to before; else from before to after
};

/// A rule that the event matches, and what it would give. All is settled before any rule's memory
/// changes, so that rules see earlier events only and their order never matters.
struct Match {
  RuleIndex rule = 0;
  bool goes_on = false;
  bool hit = false;
  double value = 1;  ///< of `multiply`'s field
  Points looked_up;  ///< of a lookup's field
};

/// Scratch space of `apply`, here so that its memory is used again. None of it is a result.
struct Workings {
  List<Points> contributions;  ///< of each rule, as Model::rules
  bool worn = false;           ///< they have pending wear in them
  List<Points> grouped;
  List<Match> matches;
  List<RuleIndex> candidates, cleared, dirty, turned;
};

/// What one event did. An outcome that is used again, event after event, keeps its memory, so that
/// `apply` allocates none.
struct Outcome {
  enum class Status : std::uint8_t { kScored, kDuplicate, kIgnored };
  Status status = Status::kScored;
  Instant time;             ///< the event's, as the visitor's clock took it
  bool new_person = false;  ///< the event was another person's: the state began anew with it
  List<Hit> hits;
  Snapshot earlier;  ///< when last anything happened; only where a segment changed since
  Snapshot before;   ///< after step 2: the visitor as the event found it
  Snapshot after;
  List<SegmentIndex> entered, left;
  List<Firing> fired;
  Workings workings;
};

/// Whether the event is of another person at the same device: it carries a userId, and not the one
/// that the state carries. False for a duplicate, a tick, an event of a type that does not score,
/// and any event of a visitor who is forgotten by then. Changes nothing.
///
///   who: -, -, B, B, -, C, B      new persons: at C, and at the last B
bool is_other_person(const Model& model, const State& state, const Event& event);

/// Whether the event touches nothing: a type that does not score, or an alias that does not name
/// the visitor by the userId of now.
bool is_ignored(const Model& model, const State& state, const Event& event);

/// Takes one event in: changes `state` and tells what happened. The same model, state and event
/// always give the same result; nothing else is read or written. With another person's event the
/// state first becomes what `another_person` gives; a shell that keeps persons apart by itself asks
/// is_other_person before.
Outcome apply(const Model& model, State& state, const Event& event);

/// The same into an outcome that was there before, whatever it held.
///
///   Outcome outcome;
///   while (next(event)) apply(model, state_of(event), event, outcome);
void apply(const Model& model, State& state, const Event& event, Outcome& outcome);

/// The visitor's snapshot at a time; before the last event it is taken at that. Changes nothing.
Snapshot view(const Model& model, const State& state, Instant at);

/// Whether the visitor belongs to those for whom the experience changes nothing, so that its effect
/// can be measured: a hash of (model id, experience id, visitor), as a number in [0, 1), is below
/// the holdout. So a visitor always belongs to the same side, in every build. A visitor without an
/// id yet ("") is held wherever there is a holdout, so that nothing shown must be taken back.
bool is_held(const Model& model, const Experience& experience, const Text& visitor);

/// How an experience stands at a snapshot's time, whether or not the visitor is held out of it.
enum class ExperienceNow : std::uint8_t {
  kOff,    ///< its condition does not hold, or it has ended
  kOn,     ///< it holds
  kSpent,  ///< as often as its limit says: it stays where it is being seen, and begins nowhere
};
ExperienceNow experience_now(const Model& model, const State& state, std::size_t experience,
                             const Snapshot& now);

/// Why a score is what it is: one rule's part in it. points = raw + decay + cap + wear.
struct Reason {
  RuleIndex rule = 0;
  std::int64_t hits = 0;
  Points raw;     ///< what its hits gave
  Points decay;   ///< what age took
  Points cap;     ///< what the group's cap took or gave back
  Points wear;    ///< what inactivity took
  Points points;  ///< what is left
};

/// A reason for every rule with a part in a score, by model order. Their points sum to the score's
/// sum before it is cut to its range.
List<Reason> explain(const Model& model, const State& state, Instant at);

/// The segment that a visitor is nearest to, and how far it is.
struct NextSegment {
  SegmentIndex segment = 0;
  ScoreIndex score = 0;
  Points points;               ///< that the score must show more; above zero
  List<const Field*> missing;  ///< the model's: what its other conditions that fail ask for
};

/// Of the segments that the visitor is not in and that ask for at least so much of a score, more
/// than it shows: the nearest by points; one that asks for nothing else before one that does.
/// Nothing where there is none that points alone could reach: the range ends below, or a veto
/// holds.
std::optional<NextSegment> next_segment(const Model& model, const State& state, Instant at);

/// When a shown score falls by a step, and what is left then.
struct NextDrop {
  Instant at;
  ScoreIndex score = 0;  ///< the first that falls
  Points from, to;
  List<SegmentIndex> left;  ///< segments that end with it
};

/// The next drop if nothing more happens: a step of inactivity, of `percent` or `expire`, or the
/// moment at which `half_life` ends a segment. Nothing where none comes within 400 days, or where
/// the next 64 steps take nothing that shows.
std::optional<NextDrop> next_drop(const Model& model, const State& state, Instant at);

}  // namespace kelvin
