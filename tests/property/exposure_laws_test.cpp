// The laws of experiences: no page that heeds the view goes over a limit, and to be shown something
// is not to do something.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <vector>

#include "kelvin/json.h"
#include "property/arbitrary.h"
#include "property/journey.h"

namespace kelvin::property {
namespace {

bool tells_of_experience(const Event& event) {
  return event.type == EventType::kTrack &&
         (event.name == "Experience Seen" || event.name == "Experience Clicked");
}

Event told(const Model& model, const Text& experience, const char* name, Instant time, int number) {
  Value message = Object{};
  message.set("type", "track");
  message.set("event", name);
  message.set("anonymousId", "v");
  message.set("messageId", "shown-" + std::to_string(number));
  message.set("timestamp", static_cast<double>(time.ms));
  Value properties = Object{};
  properties.set("experience", experience);
  message.set("properties", properties);
  return *read_event(model, message);
}

/// Applies the event; whether the visitor was forgotten, or is another person since.
bool begins_anew(const Model& model, State& state, const Event& event) {
  const bool forgotten =
      is_forgotten(model, state, std::max(event.time, state.last.value_or(event.time)));
  const Outcome outcome = apply(model, state, event);
  return outcome.new_person || (forgotten && outcome.status != Outcome::Status::kIgnored);
}

struct Showing {
  Instant time;
  std::int64_t visit = 0, day = 0;
};

/// The most showings that fell into one window of the limit.
std::int64_t most_in_a_window(const Limit& limit, const std::vector<Showing>& showings) {
  std::map<std::int64_t, std::int64_t> windows;
  Instant opened;
  std::int64_t most = 0;
  for (const Showing& showing : showings) {
    if (windows.empty() || showing.time - opened >= limit.window) opened = showing.time;
    const std::int64_t window = limit.per == Limit::Per::kVisit    ? showing.visit
                                : limit.per == Limit::Per::kOneDay ? showing.day
                                : limit.per == Limit::Per::kEver   ? 0
                                                                   : opened.ms;
    most = std::max(most, ++windows[window]);
  }
  return most;
}

RC_GTEST_PROP(Exposures, NoPageThatHeedsTheViewGoesOverALimit, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  State state = new_state(model);
  std::vector<std::vector<Showing>> showings(model.experiences.size());
  int number = 0;
  for (const Event& event : journey.events) {
    if (tells_of_experience(event)) continue;
    if (begins_anew(model, state, event)) {
      for (auto& of_one : showings) of_one.clear();
    }
    if (!state.last) continue;
    const Snapshot now = view(model, state, *state.last);
    for (std::size_t i = 0; i < model.experiences.size(); ++i) {
      if (experience_now(model, state, i, now) != ExperienceNow::kOn) continue;
      const Experience& experience = model.experiences[i];
      apply(model, state, told(model, experience.id, "Experience Seen", *state.last, ++number));
      showings[i].push_back({*state.last, state.visit.number, model.day_at(*state.last)});
      RC_ASSERT(state.exposures[i].seen == static_cast<std::int64_t>(showings[i].size()));
      if (!experience.limit) continue;
      RC_ASSERT(most_in_a_window(*experience.limit, showings[i]) <= experience.limit->times);
    }
  }
}

RC_GTEST_PROP(Exposures, ToBeShownSomethingIsNotToDoSomething, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  if (model.experiences.empty()) return;
  State with = new_state(model);
  State without = with;
  int number = 0;
  for (const Event& event : journey.events) {
    apply(model, with, event);
    apply(model, without, event);
    if (!with.last) continue;
    const Text& id = model.experiences.front().id;
    apply(model, with, told(model, id, "Experience Seen", *with.last, ++number));
    RC_ASSERT(with.last_activity == without.last_activity);
    RC_ASSERT(with.visit == without.visit);
    RC_ASSERT(with.total == without.total);
    const Instant at = event.time + Duration{*any_silence()};
    RC_ASSERT(view(model, with, at).scores == view(model, without, at).scores);
  }
}

RC_GTEST_PROP(Exposures, WhatAClickEndedNeverHoldsAgain, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  const Instant first{1'772'323'200'000};
  State state = new_state(model);
  int number = 0;
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    if (!model.experiences[i].until_clicked) continue;
    apply(model, state,
          told(model, model.experiences[i].id, "Experience Clicked", first, ++number));
  }
  for (const Event& event : journey.events) {
    if (begins_anew(model, state, event)) return;
    if (!state.last) continue;
    const Snapshot now = view(model, state, *state.last);
    for (std::size_t i = 0; i < model.experiences.size(); ++i) {
      if (!model.experiences[i].until_clicked) continue;
      RC_ASSERT(experience_now(model, state, i, now) == ExperienceNow::kOff);
    }
  }
}

}  // namespace
}  // namespace kelvin::property
