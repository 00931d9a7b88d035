// Random models and visitors as RapidCheck's generators: a failure shrinks to a plain example.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>

#include "property/generators.h"

namespace kelvin::property {

/// So many numbers below kGeneRange.
rc::Gen<GeneList> genes(std::size_t count);
rc::Gen<ModelText> any_model();
rc::Gen<Log> any_log();
rc::Gen<std::int64_t> any_silence();

// What RapidCheck prints of a failure.
void showValue(const ModelText& model, std::ostream& out);
void showValue(const Log& log, std::ostream& out);

}  // namespace kelvin::property
