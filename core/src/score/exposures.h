// Exposures: what a visitor saw of the experiences, and what a click ended.
#pragma once

#include <string_view>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// The page's own events: what an experience changed, or would have changed for who is held out,
/// was in view for a second; or was clicked.
inline constexpr std::string_view kSeenEvent = "Experience Seen";
inline constexpr std::string_view kClickedEvent = "Experience Clicked";

/// To be shown something is not to do something: in no model is it activity.
inline bool is_seen_event(const Event& event) {
  return event.type == EventType::kTrack && event.name == kSeenEvent;
}

/// Counts what the event tells of an experience of the model; at t, in the visit that it is in.
void take_exposure(const Model& model, State& state, const Event& event, Instant t);

}  // namespace kelvin
