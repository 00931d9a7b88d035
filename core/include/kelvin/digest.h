// The digest of a model's document: what it was under older laws, for who holds a claim of then.
#pragma once

#include <cstdint>

#include "kelvin/value.h"

namespace kelvin {

/// What Model::digest of that document was, or is, under the laws of that number.
std::uint64_t digest_under(int laws, const Value& document);

}  // namespace kelvin
