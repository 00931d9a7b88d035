#include "score/exposures.h"

#include "condition/condition.h"
#include "kelvin/outcome.h"
#include "score/limit.h"

namespace kelvin {
namespace {

/// The id in the event's property `experience`; nullptr where there is none.
const Text* experience_of(const Model& model, const Event& event) {
  const FieldMask& slots = model.fields.properties;
  const FieldMask::Member* slot = slots.find("experience");
  if (slot == nullptr) return nullptr;
  const auto& value = event.properties[static_cast<std::size_t>(slot - slots.members.data())];
  return value ? value->as_text() : nullptr;
}

}  // namespace

void take_exposure(const Model& model, State& state, const Event& event, Instant t) {
  const bool seen = is_seen_event(event);
  if (!seen && (event.type != EventType::kTrack || event.name != kClickedEvent)) return;
  const Text* id = experience_of(model, event);
  if (id == nullptr) return;
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    const Experience& experience = model.experiences[i];
    if (experience.id != *id) continue;
    ExposureState& exposure = state.exposures[i];
    if (!seen) {
      exposure.ended = experience.until_clicked;
      return;
    }
    ++exposure.seen;
    const auto& limit = experience.limit;
    if (limit) use_once(*limit, exposure.limit, limit_moment(model, state, t));
  }
}

ExperienceNow experience_now(const Model& model, const State& state, std::size_t index,
                             const Snapshot& now) {
  const Experience& experience = model.experiences[index];
  const ExposureState& exposure = state.exposures[index];
  const bool over = experience.until_clicked && exposure.ended;
  if (over || !holds(experience.condition, {model, state, now.at, nullptr, &now})) {
    return ExperienceNow::kOff;
  }
  const auto& limit = experience.limit;
  const bool spent = limit && times_used(*limit, exposure.limit,
                                         limit_moment(model, state, now.at)) >= limit->times;
  return spent ? ExperienceNow::kSpent : ExperienceNow::kOn;
}

}  // namespace kelvin
