// What commands take that read logs, and no model of which they could not do without.
#pragma once

#include "commands/options.h"

namespace kelvin::native {

/// --stitch, --sort, --threads.
void add_reading_options(Command command, LogOptions& options);

}  // namespace kelvin::native
