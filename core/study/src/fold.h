// Folding: names and paths that differ in an id alone become one, with `*` where the id was.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kelvin::study {

/// An event's or a field's name: `order_44600062` -> `order_*`. E-mail addresses are masked. Most
/// names come back as they are.
std::string folded_name(std::string_view name);
/// Whether folded_name could change it: a quick look.
bool may_fold(std::string_view name);

/// The parts of a path, ids folded: `/shop/44600062/` -> `shop`, `*`. At most `most` of them.
std::vector<std::string> folded_path(std::string_view path, std::size_t most);

/// The path of a web address: `https://x.test/a?b` -> `/a`. Of what is no address, the text up to
/// its query.
std::string_view path_of(std::string_view url);

}  // namespace kelvin::study
