// `kelvin diff` on the messages that are watched: what another model would have made of the same
// log.
#pragma once

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "studio_watched.h"

namespace kelvin::studio {

/// `{"ok":true,"diff":{...}}`, at the newest time of the messages; the score whose moves are told
/// is that of the new model's first segment.
Result<Text> diff_log(const Model& old_model, const Model& new_model, Watched& watched);

}  // namespace kelvin::studio
