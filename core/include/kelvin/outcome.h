// What comes out: the standing of a visitor at a moment, and the outcome of one event.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// What a visitor is at a moment: the shown scores, and what follows from them.
struct Standing {
  Instant at;
  std::vector<Points> scores;    ///< shown, as Model::scores
  std::vector<Points> momentum;  ///< as Model::scores
  std::string grade;
  std::vector<std::uint8_t> segments;   ///< as Model::segments: 1 is in
  std::vector<RuleIndex> disqualified;  ///< the vetoing rules
  friend bool operator==(const Standing&, const Standing&) = default;
};

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

struct Outcome {
  enum class Status : std::uint8_t { kScored, kDuplicate, kIgnored };
  Status status = Status::kScored;
  Instant time;  ///< the event's, as the visitor's clock took it
  std::vector<Hit> hits;
  Standing earlier;  ///< when last anything happened; only where a segment changed since
  Standing before;   ///< after step 2: the visitor as the event found it
  Standing after;
  std::vector<SegmentIndex> entered, left;
  std::vector<Firing> fired;
};

/// Takes one event in: changes `state` and tells what happened. The same model, state and event
/// always give the same result; nothing else is read or written.
Outcome apply(const Model& model, State& state, const Event& event);

/// The visitor's standing at a time; before the last event it is taken at that. Changes nothing.
Standing view(const Model& model, const State& state, Instant at);

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
std::vector<Reason> explain(const Model& model, const State& state, Instant at);

}  // namespace kelvin
