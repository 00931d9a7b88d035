#include "import/text.h"

#include <simdjson.h>

#include <algorithm>

namespace kelvin::native {
namespace {

/// How many bytes the character at the front takes; 0 if it is none.
std::size_t character_at(std::string_view bytes) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, bytes.size()); ++size) {
    if (simdjson::validate_utf8(bytes.data(), size)) return size;
  }
  return 0;
}

}  // namespace

std::string valid_utf8(std::string_view bytes) {
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) return std::string(bytes);
  std::string out;
  while (!bytes.empty()) {
    const std::size_t size = character_at(bytes);
    out += size > 0 ? bytes.substr(0, size) : "\xEF\xBF\xBD";
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace kelvin::native
