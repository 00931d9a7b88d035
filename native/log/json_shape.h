// How JSON stands in a text: a document on each line, as in a log, or one over many.
#pragma once

#include <string_view>

namespace kelvin::native {

enum class JsonShape {
  kLines,   ///< a value on each line, or no JSON: what the lines are worth is for their reader to
            ///< say
  kSpread,  ///< one object over many lines
  kArray,   ///< a list, on one line or over many
};

/// The shape of a text from its beginning; `whole` says that this is all of it. A broken line of a
/// log is no list and no object over many lines: what follows it must go on in it as JSON would.
///
///   {"type":"page", ...}\n{"type"...          kLines
///   {\n  "type": "page",\n ...                kSpread
///   [{"type":"page", ...},{"type"...          kArray
///   {"type":"page","url":"htt\n{"type"...     kLines, with a broken one
JsonShape json_shape(std::string_view text, bool whole);

}  // namespace kelvin::native
