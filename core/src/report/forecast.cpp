#include "report/forecast.h"

#include <algorithm>

#include "kelvin/outcome.h"

namespace kelvin {
namespace {

/// Whether silence can raise a score: penalties that fade, or days that took momentum.
bool may_rise(const Model& model, const State& state) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Decay& decay = model.rules[i].decay;
    if (!decay.half_life && !decay.in_slots()) continue;
    for (const HitSlot& slot : state.rules[i].live) {
      if (slot.sum < Points{}) return true;
    }
  }
  for (const auto& moves : state.momentum) {
    for (const DayMove& move : moves) {
      if (move.moved < Points{}) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex segment) {
  if (!state.last || state.segments[segment] == 0 || model.segments[segment].sticky ||
      may_rise(model, state)) {
    return std::nullopt;
  }
  const auto in = [&](Instant t) { return view(model, state, t).segments[segment] != 0; };
  // Everything only falls from here on, so there is one edge: stride out to it, then close in.
  Instant inside = *state.last;
  Instant outside = inside;
  for (Duration stride = kHour; in(outside); stride = {stride.ms * 2}) {
    if (outside - *state.last >= kForecast) return std::nullopt;
    inside = outside;
    outside = *state.last + std::min(stride, kForecast);
  }
  while ((outside - inside).ms > 1) {
    const Instant middle = inside + Duration{(outside - inside).ms / 2};
    (in(middle) ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace kelvin
