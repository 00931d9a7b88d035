// Leaks: fields that tell the outcome because they were filled in after it, or by it.
#pragma once

#include <vector>

#include "candidates.h"

namespace kelvin::study {

/// Takes out of the data what is no fair candidate, and names it: the outcome's own event, fields
/// that are missing more often for who did not buy, rules that alone separate buyers from others.
std::vector<FitDropped> take_out_leaks(FitData& data, const FitOptions& options);

}  // namespace kelvin::study
