// Bands of totals: where to part visitors so that their chances differ most.
#pragma once

#include <cstdint>
#include <vector>

#include "kelvin/study/fit.h"

namespace kelvin::study {

/// Up to three bands, the hottest first; `bought` is left to be counted.
std::vector<FitBand> bands_of(const std::vector<int>& total, const std::vector<std::uint8_t>& yes,
                              int lowest);

}  // namespace kelvin::study
