// Tables and the like by the lines that they begin with: CSV, a web server's access log, HTML.
#pragma once

#include <string_view>

namespace kelvin::native {

enum class TableShape { kNone, kCsv, kAccessLog, kHtml };

/// The shape of a text from its beginning; `whole` says that this is all of it. A text in which a
/// line begins with { is none of them: it may be a log with broken lines.
TableShape table_shape(std::string_view text, bool whole);

}  // namespace kelvin::native
