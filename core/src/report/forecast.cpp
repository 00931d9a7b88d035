#include "report/forecast.h"

#include "kelvin/outcome.h"

namespace kelvin {

std::optional<Instant> leaves_at(const Model& model, const State& state, SegmentIndex segment) {
  if (!state.last || state.segments[segment] == 0 || model.segments[segment].sticky) {
    return std::nullopt;
  }
  const auto in = [&](Instant t) { return view(model, state, t).segments[segment] != 0; };
  Instant inside = *state.last;
  Instant outside = inside;
  int day = 0;
  do {
    inside = outside;
    if (++day > kForecastDays) return std::nullopt;
    outside = inside + kDay;
  } while (in(outside));
  // Within one day of silence a score only falls, so there is one edge to find.
  while ((outside - inside).ms > 1) {
    const Instant middle = inside + Duration{(outside - inside).ms / 2};
    (in(middle) ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace kelvin
