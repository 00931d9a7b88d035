#include "fold.h"

#include <algorithm>

#include "base/ascii.h"
#include "event/scrub.h"

namespace kelvin::study {
namespace {

/// So many digits in a row are no number that people chose for a name.
constexpr std::size_t kIdDigits = 5;
/// So long must hexadecimal digits be to be an id, if one of them is a digit.
constexpr std::size_t kIdHex = 8;
/// So long must letters of both cases and digits be to be a token.
constexpr std::size_t kTokenBytes = 20;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
}

/// A UUID or the like.
bool is_hex_id(std::string_view word) {
  return word.size() >= kIdHex && std::all_of(word.begin(), word.end(), is_hex) &&
         std::any_of(word.begin(), word.end(), is_digit);
}

bool is_id(std::string_view word) {
  std::size_t run = 0;
  bool digit = false;
  bool long_run = false;
  for (const char c : word) {
    run = is_digit(c) ? run + 1 : 0;
    digit = digit || run > 0;
    long_run = long_run || run >= kIdDigits;
  }
  if (!digit) return false;
  if (long_run || is_hex_id(word)) return true;
  return word.size() >= kTokenBytes && word.find('.') == std::string_view::npos &&
         std::any_of(word.begin(), word.end(), is_upper) &&
         std::any_of(word.begin(), word.end(), is_lower);
}

bool is_id_in_path(std::string_view segment) {
  return (!segment.empty() && std::all_of(segment.begin(), segment.end(), is_digit)) ||
         is_id(segment);
}

}  // namespace

bool may_fold(std::string_view name) {
  if (name.size() < kIdDigits) return false;
  if (name.size() > kMaxText / 6) return true;  // scrubbing might cut it
  return std::any_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || c == '@' || c == '%' || c == '\xEF' || static_cast<unsigned char>(c) < 32;
  });
}

std::string folded_name(std::string_view name) {
  if (!may_fold(name)) return std::string(name);
  const std::string scrubbed = scrub_text(name);
  if (is_hex_id(scrubbed)) return "*";
  std::string out;
  constexpr std::string_view kBetween = " _-./:";
  for (std::size_t i = 0; i < scrubbed.size();) {
    const std::size_t end = std::min(scrubbed.find_first_of(kBetween, i), scrubbed.size());
    const std::string_view word = std::string_view(scrubbed).substr(i, end - i);
    if (is_id(word)) {
      out += '*';
    } else {
      out += word;
    }
    if (end < scrubbed.size()) out += scrubbed[end];
    i = end + 1;
  }
  return out;
}

std::vector<std::string> folded_path(std::string_view path, std::size_t most) {
  std::vector<std::string> out;
  while (!path.empty() && out.size() < most) {
    if (path.front() == '/') {
      path.remove_prefix(1);
      continue;
    }
    const std::string_view segment = path.substr(0, path.find('/'));
    out.push_back(is_id_in_path(segment) ? "*" : scrub_text(segment));
    path.remove_prefix(segment.size());
  }
  return out;
}

std::string_view path_of(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || scheme > url.find('/')) return url;
  url.remove_prefix(scheme + 3);
  const std::size_t slash = url.find('/');
  return slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
}

}  // namespace kelvin::study
