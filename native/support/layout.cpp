#include "support/layout.h"

#include <algorithm>

#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// The bytes of at most so many characters.
std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (!begins_character(text[i])) continue;
    if (columns == 0) break;
    --columns;
  }
  return text.substr(0, i);
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cell(std::string_view text, std::size_t width) {
  constexpr std::string_view kCut = "...";
  std::string out = printable(text);
  if (columns_of(out) > width) {
    out = first_columns(out, width - std::min(width, kCut.size()));
    out += kCut;
  }
  const std::size_t taken = columns_of(out);
  return out + std::string(width > taken ? width - taken : 0, ' ');
}

std::string right_cell(std::string_view text, std::size_t width) {
  const std::size_t taken = columns_of(text);
  return std::string(width > taken ? width - taken : 0, ' ') + std::string(text);
}

std::string beside(std::string_view head, std::string_view text) {
  const std::string clean = printable(text);
  std::string_view rest = clean;
  std::string out(head);
  const std::size_t indent = columns_of(head);
  const std::size_t room = kColumns - std::min(indent, kColumns / 2);
  for (bool first = true; first || !rest.empty(); first = false) {
    if (!first) out += std::string(indent, ' ');
    std::string_view line = first_columns(rest, room);
    if (line.size() < rest.size() && rest[line.size()] != ' ') {
      const std::size_t space = line.rfind(' ');
      if (space != std::string_view::npos && space > 0) line = line.substr(0, space);
    }
    out += line;
    out += '\n';
    rest.remove_prefix(line.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  constexpr std::size_t kGroup = 3;
  for (std::size_t end = out.size(); end > kGroup; end -= kGroup) out.insert(end - kGroup, ",");
  return out;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  constexpr std::uint64_t kHundred = 100;
  if (whole == 0 || part == 0) return "0 %";
  const std::uint64_t share = part * kHundred / whole;
  return (share == 0 ? "<1" : std::to_string(share)) + " %";
}

}  // namespace kelvin::native
