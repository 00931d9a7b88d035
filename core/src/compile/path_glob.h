// Globs for paths that cannot be meant so, and the globs that were.
#pragma once

#include <string_view>

#include "diagnose/problems.h"

namespace kelvin {

/// Reports a glob that no path can match, since every path begins with a slash; or one with letters
/// that mean something in other tools' patterns and nothing here.
///
///   pricing, *pricing*   -> **pricing**        pricing/*      -> /pricing/*
///   /{fr,en}/**          -> /fr/**, /en/**     /page-[0-9]    -> /page-*
///   /search?q=*          -> /search, and the query by page.query.* or page.search
void check_path_glob(Problems& problems, const Value& at, std::string_view glob);

}  // namespace kelvin
