#include "import/csv_reader.h"

#include <algorithm>
#include <new>
#include <utility>

#include "support/exit.h"

namespace kelvin::native {
namespace {

/// A record of more has a quote that nobody closed.
constexpr std::size_t kMostBytes = 128 * 1024;
constexpr std::size_t kMostLines = 1000;

int no_space(unsigned char) {
  return 0;
}

/// The separator that a first line has most of, outside quotes.
char separator_in(std::string_view line) {
  constexpr std::string_view kSeparators = ",;\t|";
  std::size_t counts[kSeparators.size()] = {};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const std::size_t at = kSeparators.find(c);
    if (!quoted && at != kSeparators.npos) ++counts[at];
  }
  return kSeparators[static_cast<std::size_t>(
      std::max_element(std::begin(counts), std::end(counts)) - std::begin(counts))];
}

}  // namespace

CsvReader::Parser::Parser(unsigned char options, char separator) {
  if (csv_init(&state, options) != 0) throw std::bad_alloc();
  csv_set_delim(&state, static_cast<unsigned char>(separator));
  csv_set_space_func(&state, no_space);  // RFC 4180: blanks are part of a field
}

bool CsvReader::Parser::feed(std::string_view text) {
  const auto field = [](void* bytes, std::size_t size, void* self) {
    static_cast<Parser*>(self)->fields.emplace_back(static_cast<const char*>(bytes), size);
  };
  const auto row = [](int, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    parser.done.push_back(std::exchange(parser.fields, {}));
  };
  const bool all = csv_parse(&state, text.data(), text.size(), field, row, this) == text.size();
  if (!all && csv_error(&state) == CSV_ENOMEM) throw std::bad_alloc();
  return all;
}

CsvReader::CsvReader(LineSource& lines, char separator)
    : lines_(lines), given_separator_(separator) {}
CsvReader::~CsvReader() = default;

bool CsvReader::next_line(OwnLine& line) {
  if (!again_.empty()) {
    line = std::move(again_.front());
    again_.pop_front();
    return true;
  }
  Line read;
  if (!lines_.next(read)) return false;
  line = {read.file, read.number, std::string(read.text) + "\n"};
  return true;
}

bool CsvReader::next(Record& record) {
  while (ready_.empty()) {
    OwnLine line;
    const bool more = next_line(line);
    const bool other_file = more && file_ != line.file;
    if ((!more || other_file) && !open_.empty()) {
      if (more) again_.push_front(std::move(line));
      take_as_it_stands("a quote is not closed before the end of the file");
      continue;
    }
    if (!more) return false;
    if (other_file) begin_file(line);
    take(std::move(line));
  }
  record = std::move(ready_.front());
  ready_.pop_front();
  return true;
}

void CsvReader::begin_file(const OwnLine& line) {
  file_ = line.file;
  columns_ = 0;
  separator_ = given_separator_ != 0 ? given_separator_ : separator_in(line.text);
  parser_.emplace(static_cast<unsigned char>(CSV_STRICT), separator_);
}

void CsvReader::take(OwnLine line) {
  const bool good = parser_->feed(line.text);
  open_bytes_ += line.text.size();
  open_.push_back(std::move(line));
  if (!good) return take_as_it_stands("a quote stands where none may be");
  if (parser_->done.empty()) {
    const bool blank = open_.size() == 1 && trimmed(open_.front().text).empty();
    if (open_bytes_ > kMostBytes || open_.size() > kMostLines) {
      return take_as_it_stands("a quote is not closed");
    }
    // Within quotes an empty line is part of a field; libcsv gives nothing for one outside.
    if (!blank) return;
  }
  for (Fields& fields : std::exchange(parser_->done, {})) {
    finish_record(open_.front(), std::move(fields));
  }
  open_.clear();
  open_bytes_ = 0;
}

/// The record that cannot be read by the RFC: its first line is read with quotes as they stand, the
/// others are read again.
void CsvReader::take_as_it_stands(const std::string& reason) {
  const OwnLine first = std::move(open_.front());
  open_.pop_front();
  again_.insert(again_.begin(), std::make_move_iterator(open_.begin()),
                std::make_move_iterator(open_.end()));
  open_.clear();
  open_bytes_ = 0;
  parser_.emplace(static_cast<unsigned char>(CSV_STRICT), separator_);

  Parser plain(0, separator_);
  static_cast<void>(plain.feed(first.text));
  if (columns_ > 0 && plain.done.size() == 1 && plain.done[0].size() == columns_) {
    ++lenient_;
    return finish_record(first, std::move(plain.done[0]));
  }
  if (columns_ == 0) {
    throw Unusable(lines_.path_of({first.file, first.number, {}}) +
                   ": its first line should name the columns, and " + reason + " in it");
  }
  lines_.refuse({first.file, first.number, {}}, reason);
}

void CsvReader::finish_record(const OwnLine& at, Fields fields) {
  const bool first = columns_ == 0;
  if (first) columns_ = fields.size();
  ready_.push_back({at.file, at.number, first, std::move(fields)});
}

}  // namespace kelvin::native
