// The lines of one output of `kelvin score` or `kelvin replay`, with what they are sorted by.
#pragma once

#include <string>
#include <string_view>

#include "merge/text_lines.h"

namespace kelvin::native {

/// What orders a line among those of other files: of `score` the visitor, of `replay` the time and
/// the visitor.
struct LineKey {
  std::string time, visitor;
  friend auto operator<=>(const LineKey&, const LineKey&) = default;
};

class SortedLines {
 public:
  /// Throws Unusable, as all of this, where the file cannot be read.
  explicit SortedLines(const std::string& path);

  /// The next line that is not blank; false at the end. Throws where it says nothing that lines are
  /// sorted by, and where it stands before the last one.
  bool next();

  [[nodiscard]] std::string_view line() const { return lines_.line(); }
  [[nodiscard]] const LineKey& key() const { return key_; }
  /// The first line of a CSV file: its columns; "" where the file has JSON.
  [[nodiscard]] const std::string& head() const { return head_; }

 private:
  void read_key();

  TextLines lines_;
  std::string head_;
  LineKey key_;
};

}  // namespace kelvin::native
