// A candidate as a rule of format 1, and in words.
#pragma once

#include <string>

#include "candidates.h"
#include "kelvin/value.h"

namespace kelvin::study {

/// `on` or `while`, with its condition; without id, label, points and note.
Value rule_of(const FitData& data, const Candidate& candidate);

/// What people read: `page /pricing/**, 3 times`, `industry is energy or steel`.
std::string label_of(const FitData& data, const Candidate& candidate);

/// An id of a label's letters and digits: `page-pricing-3-times`.
std::string id_of(const std::string& label);

/// `+13: 61 % of those bought, against 22 % of the others`
std::string note_of(int points, const Share& with, const Share& without);

/// `61 %`, `2.4 %`
std::string percent_text(double share);

Share share_of(std::uint64_t yes, std::uint64_t of);

}  // namespace kelvin::study
