// Blocks of states whose lists have the sizes of another model than today's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kelvin/state.h"

namespace kelvin {

/// The most matches that a rule remembers in any state.
inline constexpr std::size_t kMostCounted = kRememberedValues;

/// unpack into a state whose lists of rules, scores, segments and triggers have the sizes that they
/// had when it was packed; `digest` is the model's under which it is settled, if it says that it
/// was. False, and something that must not be used, for other bytes.
[[nodiscard]] bool read_block(std::string_view bytes, std::uint64_t digest, State& state);

}  // namespace kelvin
