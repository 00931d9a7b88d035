// `kelvin calibrate` on the messages that are watched: which threshold would have found who bought.
#pragma once

#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/study/labels.h"
#include "kelvin/text.h"
#include "studio_watched.h"

namespace kelvin::studio {

/// Reads a flat list (flat.h) of labels, as `read_label` reads each, in place of those before. The
/// bad ones: `[{"index":3,"errors":[...]}]`.
Result<Text> read_labels(std::string_view flat, study::Labels& labels);

/// What `kelvin calibrate --json` prints.
Text calibrate_log(const Model& model, Watched& watched, const study::Labels& labels);

}  // namespace kelvin::studio
