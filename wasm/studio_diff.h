// `kelvin diff` on a list of messages: what another model would have made of the same log.
#pragma once

#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin::studio {

/// `{"ok":true,"diff":{...},"bad":[...]}` of a flat list of messages (flat.h), at its newest time;
/// the score whose moves are told is that of the new model's first segment.
Result<Text> diff_log(const Model& old_model, const Model& new_model, std::string_view messages);

}  // namespace kelvin::studio
