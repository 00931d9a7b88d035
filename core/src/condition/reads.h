// Reads: what of a visitor conditions and points look at.
#pragma once

#include <cstdint>

#include "kelvin/model.h"

namespace kelvin {

/// Of the field: some of Reads, or nothing where it is the event's. Who asks whether a fact holds
/// reads what the fact reads.
std::uint8_t reads_of(const Model& model, const Field& field);
std::uint8_t reads_of(const Model& model, const Condition& condition);
/// Of a fact: by its condition, its points and its `multiply`.
std::uint8_t reads_of(const Model& model, const Rule& fact);

/// Whether what reads these has to be read anew. Of a visitor who was never settled all is: also a
/// condition that looks at nothing, and so always holds.
inline bool is_touched(std::uint8_t reads, std::uint8_t changed) {
  return changed == kReadsAll || (reads & changed) != 0;
}

/// Fills what follows from the whole model: what rules and segments read, which counts a match
/// restarts, which rules are facts, whether scores move by themselves.
void find_dependencies(Model& model);

}  // namespace kelvin
