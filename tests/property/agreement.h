// Do the engine and the oracle say the same of one event?
#pragma once

#include <string>

#include "property/oracle.h"

namespace kelvin::property {

/// "" where they agree to the bit; else what differs: hits, snapshots, segments or firings.
std::string disagreement(const Model& model, const Told& told, const Outcome& outcome);

}  // namespace kelvin::property
