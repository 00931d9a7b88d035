// GA4's BigQuery export, a row a line (NDJSON), as events.
#pragma once

#include <string>
#include <vector>

#include "import/line_source.h"
#include "import/message_sink.h"

namespace kelvin::native {

/// Writes the messages of each row; gives notes for the report.
std::vector<std::string> import_ga4(LineSource& lines, MessageSink& sink);

}  // namespace kelvin::native
