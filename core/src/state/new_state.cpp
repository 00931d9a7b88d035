#include "kelvin/state.h"

namespace kelvin {

State new_state(const Model& model) {
  State state;
  state.rules = std::vector<RuleState>(model.rules.size());
  state.momentum = std::vector<std::vector<DayMove>>(model.scores.size());
  state.segments = std::vector<std::uint8_t>(model.segments.size());
  state.triggers = std::vector<TriggerState>(model.triggers.size());
  return state;
}

}  // namespace kelvin
