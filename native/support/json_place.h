// Where a value stands in JSON text, so that it can be changed and every other byte left alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

struct JsonPlace {
  std::size_t from = 0, to = 0;
};

/// The value at that path: names of members, and of lists the places as digits. Of a repeated key
/// the last. The text must be JSON. Nothing where there is no such value.
std::optional<JsonPlace> place_in_json(std::string_view json, const std::vector<std::string>& path);

}  // namespace kelvin::native
