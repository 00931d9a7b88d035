// A copy of a model with another threshold; every other byte as it was.
#pragma once

#include <string>
#include <string_view>

#include "kelvin/model.h"

namespace kelvin::native {

/// The segment asks for at least `least` of the score. The bound of its `leave` keeps its distance.
/// Throws Unusable where its `when` has no such bound, or the model would not be one.
std::string with_threshold(std::string_view json, const Model& model, SegmentIndex segment,
                           ScoreIndex score, double least);

}  // namespace kelvin::native
