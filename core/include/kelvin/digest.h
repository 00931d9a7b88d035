// The digest of a model's document under older laws: for checking claims that were made then.
#pragma once

#include <cstdint>

#include "kelvin/value.h"

namespace kelvin {

/// Model::digest as it was under the laws of that number, 1 to kLaws (kelvin/model.h).
std::uint64_t digest_under(int laws, const Value& document);

}  // namespace kelvin
