// Limits: how often something may happen within the window it opens.
#pragma once

#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin {

/// The moment a limit is asked about.
struct LimitMoment {
  Instant time;
  std::int64_t day = 0;    ///< number of the day
  std::int64_t visit = 0;  ///< number of the visit
};

inline LimitMoment limit_moment(const Model& model, const State& state, Instant t) {
  return {t, model.day_at(t), state.visit.number};
}

/// How often it has happened in the window that holds the moment.
std::int64_t times_used(const Limit& limit, const LimitUse& use, LimitMoment now);

/// Counts one more, opening a window if none is open.
void use_once(const Limit& limit, LimitUse& use, LimitMoment now);

}  // namespace kelvin
