#include "labels/labels_file.h"

#include <algorithm>
#include <vector>

#include "import/csv_reader.h"
#include "import/line_source.h"
#include "import/text.h"
#include "kelvin/json.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

void add(const Value& value, const Line& line, LineSource& lines, study::Labels& labels) {
  auto label = study::read_label(value);
  if (label) {
    labels.add(std::move(label).value());
  } else {
    lines.refuse(line, one_line(label.errors()));
  }
}

void add_object(const Line& line, LineSource& lines, study::Labels& labels) {
  const std::string_view text = trimmed(line.text);
  if (text.empty()) return;
  const auto value = parse_json(text);
  if (!value) return lines.refuse(line, one_line(value.errors()));
  add(*value, line, lines, labels);
}

std::vector<std::string> read_names(const CsvReader::Record& record, const std::string& path) {
  std::vector<std::string> names;
  for (const std::string& name : record.fields) names.push_back(lower_case(trimmed(name)));
  for (const char* needed : {"visitor", "converted"}) {
    if (std::find(names.begin(), names.end(), needed) != names.end()) continue;
    throw Unusable(path + ": no column " + needed +
                   "; labels are CSV with visitor, converted and converted_at, or an object with "
                   "these on each line");
  }
  return names;
}

/// A missing field at the end is an empty one.
Value object_of(const std::vector<std::string>& names, const CsvReader::Record& record) {
  Value object = Object{};
  for (std::size_t i = 0; i < std::min(names.size(), record.fields.size()); ++i) {
    const std::string_view field = trimmed(record.fields[i]);
    if (field != "NULL" && field != "\\N") object.set(names[i], valid_utf8(field));
  }
  return object;
}

}  // namespace

study::Labels read_labels(const std::string& path, BadLines& bad) {
  study::Labels labels;
  LineSource lines({path}, bad);
  const std::string_view start = lines.peek();
  require_text(path, start);
  if (trimmed(start).starts_with('{')) {
    for (Line line; lines.next(line);) add_object(line, lines, labels);
    return labels;
  }
  CsvReader reader(lines, 0);
  std::vector<std::string> names;
  for (CsvReader::Record record; reader.next(record);) {
    if (record.first) {
      names = read_names(record, path);
    } else {
      add(object_of(names, record), {record.file, record.line, {}}, lines, labels);
    }
  }
  return labels;
}

}  // namespace kelvin::native
