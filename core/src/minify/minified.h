// minified: a model's document without what does not score.
#pragma once

#include "kelvin/value.h"

namespace kelvin {

/// The document without notes, tests and the schema's address. What scores the same has the same
/// minified document; minifying twice is minifying once.
Value minified(const Value& document);

}  // namespace kelvin
