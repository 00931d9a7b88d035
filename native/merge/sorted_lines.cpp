#include "merge/sorted_lines.h"

#include "kelvin/json.h"

namespace kelvin::native {
namespace {

std::string text_in(const Value& object, const char* name) {
  const Value* value = object.find(name);
  const Text* text = value != nullptr ? value->as_text() : nullptr;
  return text != nullptr ? std::string(*text) : "";
}

/// The first field of a line of CSV.
std::string first_field(std::string_view line) {
  if (!line.starts_with('"')) return std::string(line.substr(0, line.find(',')));
  std::string out;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '"' && line.substr(i, 2) != "\"\"") break;
    if (line[i] == '"') ++i;
    out += line[i];
  }
  return out;
}

}  // namespace

SortedLines::SortedLines(const std::string& path) : lines_(path) {}

void SortedLines::read_key() {
  key_ = {};
  if (!head_.empty()) {
    key_.visitor = first_field(line());
    return;
  }
  const auto read = parse_json(line());
  if (!read) lines_.fail("this is no line of `kelvin score` or `kelvin replay`");
  key_.visitor = text_in(*read, "visitor");
  key_.time = text_in(*read, "time");
  if (key_.visitor.empty()) key_.visitor = text_in(*read, "subject");  // a CloudEvent
  if (key_.visitor.empty() || (read->find("at") == nullptr && key_.time.empty())) {
    lines_.fail(
        "this line says neither visitor nor time, by which lines are merged: let `kelvin replay` "
        "print --requests");
  }
}

bool SortedLines::next() {
  if (!lines_.next()) return false;
  if (lines_.number() == 1 && line().starts_with("visitor,")) {
    head_ = line();
    if (!lines_.next()) return false;
  }
  const LineKey before = key_;
  read_key();
  if (key_ < before) {
    lines_.fail("this line stands before the last one: files to merge must be sorted");
  }
  return true;
}

}  // namespace kelvin::native
