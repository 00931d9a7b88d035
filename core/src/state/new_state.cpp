#include "kelvin/state.h"

namespace kelvin {

State new_state(const Model& model) {
  State state;
  state.rules.resize(model.rules.size());
  state.momentum.resize(model.scores.size());
  state.segments.resize(model.segments.size());
  state.triggers.resize(model.triggers.size());
  return state;
}

}  // namespace kelvin
