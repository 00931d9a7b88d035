// The states of visitors of whom nothing is known: yet, or any more.
#include <algorithm>

#include "kelvin/state.h"

namespace kelvin {

State new_state(const Model& model) {
  State state;
  state.rules = List<RuleState>(model.rules.size());
  state.momentum = List<List<DayMove>>(model.scores.size());
  state.segments = List<std::uint8_t>(model.segments.size());
  state.triggers = List<TriggerState>(model.triggers.size());
  state.exposures = List<ExposureState>(model.experiences.size());
  return state;
}

std::optional<Instant> forgotten_at(const Model& model, const State& state) {
  // Mails that are delivered, and ticks, do not keep alive the memory of who stays away.
  const auto& since = state.last_activity ? state.last_activity : state.first;
  if (!model.retention || !since) return std::nullopt;
  return *since + *model.retention;
}

bool is_forgotten(const Model& model, const State& state, Instant t) {
  const auto end = forgotten_at(model, state);
  return end && t >= *end;
}

State forgotten(const Model& model, const State& state) {
  State fresh = new_state(model);
  fresh.visitor = state.visitor;
  for (std::size_t i = 0; i < state.triggers.size(); ++i) {
    fresh.triggers[i].fired = state.triggers[i].fired;
  }
  return fresh;
}

State another_person(const Model& model, const State& state) {
  State fresh = forgotten(model, state);
  fresh.last = state.last;
  fresh.recent = state.recent;
  return fresh;
}

void take_firings(State& state, const State& before) {
  for (std::size_t i = 0; i < state.triggers.size(); ++i) {
    TriggerState& now = state.triggers[i];
    const TriggerState& then = before.triggers[i];
    now.fired = std::max(now.fired, then.fired);
    const bool later = now.limit.window < then.limit.window ||
                       (now.limit.window == then.limit.window && now.limit.used < then.limit.used);
    if (later) now.limit = then.limit;
  }
}

}  // namespace kelvin
