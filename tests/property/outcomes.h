// What the laws compare: outcomes, and the states that events lead to.
#pragma once

#include <rapidcheck/gtest.h>

#include "property/journey.h"

namespace kelvin::property {

/// All that an event did, so that two runs can be compared.
inline void same_outcome(const Model& model, const Outcome& expected, const Outcome& actual) {
  RC_ASSERT(expected.status == actual.status);
  RC_ASSERT(expected.time == actual.time);
  RC_ASSERT(expected.new_person == actual.new_person);
  RC_ASSERT(text_of(model, expected.hits) == text_of(model, actual.hits));
  RC_ASSERT(expected.earlier == actual.earlier);
  RC_ASSERT(differences(model, expected.before, actual.before) == "");
  RC_ASSERT(differences(model, expected.after, actual.after) == "");
  RC_ASSERT(expected.entered == actual.entered);
  RC_ASSERT(expected.left == actual.left);
  RC_ASSERT(expected.fired.size() == actual.fired.size());
  for (std::size_t i = 0; i < expected.fired.size(); ++i) {
    RC_ASSERT(expected.fired[i].trigger == actual.fired[i].trigger);
    RC_ASSERT(expected.fired[i].nth == actual.fired[i].nth);
    RC_ASSERT(expected.fired[i].in_silence == actual.fired[i].in_silence);
  }
}

inline State after_all(const Journey& journey) {
  State state = new_state(journey.model);
  for (const Event& event : journey.events) apply(journey.model, state, event);
  return state;
}

inline Event tick_at(const Model& model, Instant t) {
  Event tick = tick_event(model);
  tick.anonymous_id = "v";
  tick.time = t;
  return tick;
}

}  // namespace kelvin::property
