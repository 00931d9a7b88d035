// What the parts of the studio's door share.
#pragma once

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "studio_watched.h"

namespace kelvin::studio {

/// The model of a source, or its errors. The last two are kept: a change is looked at in several
/// ways, and beside what was before it.
const Result<Model>& compiled(const Text& source);

/// What `watch` keeps.
Watched& watched();

}  // namespace kelvin::studio
