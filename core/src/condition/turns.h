// When time alone turns a condition: as the age of a date, or a visitor's, reaches a bound.
#pragma once

#include "condition/condition.h"

namespace kelvin {

/// Whether time alone may turn it at all.
bool ages(const Condition& condition);

/// Brings `next` forward to the first moment after the context's at which time alone may turn one
/// of its tests: a date plus a bound, a millisecond after that, or a whole day since the first
/// event.
void find_turn(const Condition& condition, const EvalContext& context, Instant& next);

/// The same of a number that total.age_days is compared with: the day it is reached, and the next.
void find_day_turn(double days, const EvalContext& context, Instant& next);

/// Brings `next` forward to a moment that is after t and before it.
inline void keep_next(Instant t, Instant moment, Instant& next) {
  if (moment > t && moment < next) next = moment;
}

}  // namespace kelvin
