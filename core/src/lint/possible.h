// Whether any visitor at all can meet a condition.
//
// Conjuncts about the same field are taken together, and a value is looked for that meets them all:
// the truth of comparisons changes at their operands only, so a few values around these stand for
// all. Each is tried by the engine itself, on a visitor in whom that field has that value. What
// cannot be decided so ($glob, $words, $contains, $age, $size, ...) counts as possible.
#pragma once

#include "kelvin/text.h"
#include "lint/known.h"

namespace kelvin {

/// A field of which no value will do.
struct Obstacle {
  const Field* field = nullptr;
  const Value* text = nullptr;  ///< a text that a field is compared with which is always a number
  explicit operator bool() const { return field != nullptr; }
};

/// The names that the event may have; nullptr: any.
using EventNames = const List<Text>*;

/// What keeps all of these conditions from holding together; nothing where they may.
Obstacle obstacle(const Known& known, const List<const Condition*>& all,
                  EventNames names = nullptr);

/// The names of GA4's default channel groups.
const List<Text>& channel_names();

}  // namespace kelvin
