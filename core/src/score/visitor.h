// The visitor takes an event in: visit, counters, profile and company (step 3 of an event).
#pragma once

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// How an event bears on activity.
struct Activity {
  bool anywhere = true;  ///< false for passive events: a mail was delivered
  bool onsite = true;    ///< false for those, and for offsite ones: a mail was opened
};
Activity activity_of(const Model& model, const Event& event);

/// Whether the message came already, by its id among the last 128.
bool is_duplicate(const State& state, const Event& event);

/// Takes the event in at t. True when it opens a visit.
bool take_in(const Model& model, State& state, const Event& event, Instant t);

}  // namespace kelvin
