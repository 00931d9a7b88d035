// Tables (CSV) as events: three columns say who, when and what, the rest are properties.
#pragma once

#include <string>
#include <vector>

#include "import/line_source.h"
#include "import/message_sink.h"
#include "kelvin/time.h"

namespace kelvin::native {

struct CsvOptions {
  std::string visitor, time, event;  ///< names of columns
  char separator = 0;                ///< 0: found in each file's first line
  Duration zone{0};                  ///< of times without an offset
};

/// Writes a message for each record; gives notes for the report. Throws Unusable if a file lacks
/// one of the columns.
std::vector<std::string> import_csv(const CsvOptions& options, LineSource& lines,
                                    MessageSink& sink);

}  // namespace kelvin::native
