// Records of CSV files (RFC 4180, by libcsv), each with the line that it begins at.
#pragma once

#include <csv.h>

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "import/line_source.h"

namespace kelvin::native {

class CsvReader {
 public:
  /// `separator` is of all files; 0: each file's own, found in its first line.
  CsvReader(LineSource& lines, char separator);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  struct Record {
    std::size_t file = 0;
    std::uint64_t line = 0;  ///< where it begins
    bool first = false;      ///< of its file: the names of the columns
    std::vector<std::string> fields;
  };

  /// The next record, or false after the last. A line with stray quotes is read as it stands if
  /// that gives as many fields as the file's first record has; else it is refused by the source,
  /// and the record after it begins at the next line.
  bool next(Record& record);

  /// How many lines with stray quotes were read as they stand.
  [[nodiscard]] std::uint64_t lenient() const { return lenient_; }
  [[nodiscard]] char separator() const { return separator_; }

 private:
  struct OwnLine {
    std::size_t file;
    std::uint64_t number;
    std::string text;
  };
  using Fields = std::vector<std::string>;

  /// One of libcsv's parsers, with what it has found so far.
  struct Parser {
    Parser(unsigned char options, char separator);
    ~Parser() { csv_free(&state); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    bool feed(std::string_view text);  ///< false at a stray quote

    csv_parser state;
    Fields fields;             ///< of the record that is not complete
    std::vector<Fields> done;  ///< records that are
  };

  bool next_line(OwnLine& line);
  void begin_file(const OwnLine& line);
  /// Reads lines until a record is complete, or cannot be.
  void take(OwnLine line);
  void take_as_it_stands(const std::string& reason);
  void finish_record(const OwnLine& at, Fields fields);

  LineSource& lines_;
  char given_separator_, separator_ = ',';
  std::deque<OwnLine> again_;  ///< lines to be read once more
  std::deque<OwnLine> open_;   ///< lines of the record that is not complete
  std::size_t open_bytes_ = 0;
  std::optional<Parser> parser_;
  std::deque<Record> ready_;
  std::optional<std::size_t> file_;
  std::size_t columns_ = 0;  ///< of the file; 0 before its first record
  std::uint64_t lenient_ = 0;
};

}  // namespace kelvin::native
