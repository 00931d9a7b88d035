// A profile in a block: a tag with the kind and what is small, then the content.
//
//   {"role":"buyer","n":3}   17: object of 2 · 04 role · 2D: text of 5, buyer · 01 n · 03,
//   zigzag(3)
#pragma once

#include "kelvin/value.h"
#include "state/block_io.h"

namespace kelvin {

void walk_value(BlockWriter& io, const Value& value);

/// Into a value used again: texts and lists keep their memory where the kind stays.
void walk_value(BlockReader& io, Value& value);

}  // namespace kelvin
