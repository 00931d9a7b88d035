// States to a file: those of before and those of today, in one order.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "states/former_states.h"
#include "states/state_head.h"
#include "states/state_writer.h"

namespace kelvin::native {

/// A visitor of today.
struct StateRow {
  std::string_view visitor, block;
};

/// Writes `today`, in any order, and of `former` (nullptr: none) those who are not in it: sealed,
/// to be published. Throws Unusable where the file cannot be written.
std::unique_ptr<StateWriter> write_states(const std::string& path, const StateHead& head,
                                          const FormerStates* former, std::vector<StateRow> today,
                                          std::string_view people);

}  // namespace kelvin::native
