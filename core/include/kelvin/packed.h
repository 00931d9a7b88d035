// A packed model: what `compile` made of a model, as text, so that a page need not load the
// compiler.
#pragma once

#include <cstddef>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// The model as JSON, for `unpack` of the same version of the core. It is a cache of the model's
/// source, to be made anew whenever that or Kelvin changes; nothing to write or to keep by hand.
/// What a page does not ask for is not in it: the account section.
Text pack(Model model);

/// Bytes of a packed model at most: the densest sources pack to about twice their size.
inline constexpr std::size_t kMaxPackedBytes = 4 * kMaxModelBytes;

/// Reads a packed model: the same model, with the same digest, that was packed. Nothing in the text
/// is trusted: whatever it holds, the model is one that scores without harm. Errors: `too_long`,
/// `bad_json`, `too_deep`, `not_packed` (a model's source: that is for `compile`), `other_version`,
/// `damaged` (with the place of the first value that cannot be).
///
///   unpack(pack(model))            -> the model
///   unpack(R"({"kelvin":1,...})")  -> not_packed, "load the whole core for a model's source, ..."
Result<Model> unpack(std::string_view text);

}  // namespace kelvin
