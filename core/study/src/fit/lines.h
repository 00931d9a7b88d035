// A candidate as a rule of format 1, and in words.
#pragma once

#include <string>

#include "candidates.h"
#include "kelvin/value.h"

namespace kelvin::study {

/// `on` or `while`, with its condition; without id, label, points and note. `counter` is the id of
/// the rule whose sum it asks for, where it asks for one.
Value rule_of(const FitData& data, const Candidate& candidate, const std::string& counter);

/// The rule without points that adds up a field of seconds.
Value counter_of(const FactField& field, const std::string& id);

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
