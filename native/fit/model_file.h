// The model that was learnt, with tests from real journeys, and the proof that the core gives every
// visitor the total that was learnt.
#pragma once

#include <string>

#include "fit/gather.h"

namespace kelvin::native {

/// The document. Throws Unusable if the core gives one of the visitors another total.
Value model_with_tests(const Sources& sources, const study::Labels& labels,
                       const Gathered& gathered, const study::FitReport& report,
                       const std::string& id, const Value& like);

}  // namespace kelvin::native
