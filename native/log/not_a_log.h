// Files that are no log, known by their beginning: what they are, and how a log is made of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kelvin::native {

/// One sentence if a text is surely of another format than a log (an event on each line); nothing
/// if it is one, or may be one with broken lines. `start` is the file's beginning, decompressed if
/// it was `compressed`; `whole` says that it is all of it.
///
///   march.json: this is a JSON array, not a log with an event on each line: jq -c '.[]' march.json
///   > march.ndjson
std::optional<std::string> not_a_log(const std::string& path, std::string_view start, bool whole,
                                     bool compressed);

}  // namespace kelvin::native
