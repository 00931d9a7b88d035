// Leaks: fields that tell the outcome because they were filled in after it, or by it.
#pragma once

#include <vector>

#include "candidates.h"

namespace kelvin::study {

struct Leaks {
  std::vector<FitDropped> dropped;
  std::vector<FitDropped> suspects;  ///< that stay
};

/// Takes out of the data what is no fair candidate, and names it: the outcome's own event, what is
/// not wanted, fields that are missing much more often for who did not buy, rules that alone
/// separate buyers from others. A field that is missing somewhat more often is named, and stays.
Leaks take_out_leaks(FitData& data, const FitOptions& options);

}  // namespace kelvin::study
