// A file of labels: NDJSON, an object a line, or CSV with a row of names.
#pragma once

#include <string>

#include "kelvin/study/labels.h"
#include "log/bad_lines.h"

namespace kelvin::native {

/// Reads all of it. It is NDJSON if it begins with `{`, else CSV. What is no label goes to `bad`,
/// as file:line: reason. Throws Unusable if the file cannot be read, or has no column `visitor` or
/// `converted`.
study::Labels read_labels(const std::string& path, BadLines& bad);

}  // namespace kelvin::native
