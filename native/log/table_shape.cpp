#include "log/table_shape.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "support/ascii.h"

namespace kelvin::native {
namespace {

/// How many lines of a text are looked at.
constexpr std::size_t kLines = 50;

/// The first lines that are not blank. Of a text that goes on the last line may be cut off: it is
/// none of them.
std::vector<std::string_view> first_lines(std::string_view text, bool whole) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kLines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end == text.size() && !whole) break;
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(kBlank) != std::string_view::npos) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The fields of a table's head. Of quotes no more is known than that separators may stand in them.
std::vector<std::string> head_fields(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

/// Whether a field of the head may be a column's name.
bool is_name(std::string_view field) {
  const auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '{' || c == '}' || c == '[' || c == ']';
  };
  constexpr std::size_t kLongest = 100;
  return field.size() <= kLongest && std::none_of(field.begin(), field.end(), is_odd) &&
         !std::all_of(field.begin(), field.end(), [](char c) { return is_digit(c) || c == '.'; });
}

/// A head of at least two names, and the separator again in what follows it.
bool is_csv(const std::vector<std::string_view>& lines) {
  if (lines.size() < 2) return false;
  return std::any_of(std::begin(",;\t|"), std::end(",;\t|") - 1, [&lines](char separator) {
    const std::vector<std::string> head = head_fields(lines[0], separator);
    const auto names = std::count_if(head.begin(), head.end(), is_name);
    const bool all = std::all_of(head.begin(), head.end(), [](const std::string& field) {
      return field.empty() || is_name(field);
    });
    return all && names >= 2 && lines[1].find(separator) != std::string_view::npos;
  });
}

/// `203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 ...`
bool is_access_log(std::string_view line) {
  const std::size_t open = line.find('[');
  if (open == std::string_view::npos || line.size() < open + 28) return false;
  const std::string_view time = line.substr(open + 1);
  return is_digit(time[0]) && is_digit(time[1]) && time[2] == '/' && time[6] == '/' &&
         is_digit(time[7]) && time[11] == ':' && time[14] == ':' && time[17] == ':' &&
         time.find("] \"") != std::string_view::npos;
}

bool is_html(std::string_view line) {
  std::string start(line.substr(0, std::min<std::size_t>(line.size(), 15)));
  for (char& c : start) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

}  // namespace

TableShape table_shape(std::string_view text, bool whole) {
  const std::vector<std::string_view> lines = first_lines(text, whole);
  const bool events = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    return line[line.find_first_not_of(kBlank)] == '{';
  });
  if (lines.empty() || events) return TableShape::kNone;
  if (is_html(lines[0])) return TableShape::kHtml;
  if (is_access_log(lines[0])) return TableShape::kAccessLog;
  return is_csv(lines) ? TableShape::kCsv : TableShape::kNone;
}

}  // namespace kelvin::native
