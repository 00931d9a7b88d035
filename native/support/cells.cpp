#include "support/cells.h"

#include <algorithm>

#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) out += quoted(field) + ',';
  out.back() = '\n';
  return out;
}

std::string table_line(const std::vector<Column>& columns, const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t width = std::max(columns[i].usual, columns[i].name.size());
    const std::string text = printable(fields[i]);
    const std::string pad(width > text.size() ? width - text.size() : 0, ' ');
    out += columns[i].number ? pad + text : text + pad;
    out += i + 1 < fields.size() ? "  " : "";
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

std::string number_cell(Points points) {
  std::string out;
  append_json(out, points.value());
  return out;
}

std::vector<std::string> segment_ids(const List<Segment>& segments, const List<std::uint8_t>& in) {
  std::vector<std::string> ids;
  for (SegmentIndex i = 0; i < segments.size(); ++i) {
    if (in[i] != 0) ids.push_back(segments[i].id);
  }
  return ids;
}

std::string in_one_cell(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

}  // namespace kelvin::native
