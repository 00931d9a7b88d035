// The lines of files, one after the other, each with its place: what every kind of import reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/bad_lines.h"
#include "log/log_reader.h"
#include "support/progress.h"

namespace kelvin::native {

/// A line without its newline; a carriage return before that is still there. The text is valid
/// until the next line is asked for, and LogReader's padding can be read after it.
struct Line {
  std::size_t file = 0;  ///< index of the file in the order named
  std::uint64_t number = 0;
  std::string_view text;
};

class LineSource {
 public:
  /// Throws Unusable, before anything is read, if a file is missing or cannot be read.
  LineSource(const std::vector<std::string>& paths, BadLines& bad) : logs_(paths), bad_(bad) {}

  /// The next line, or false after the last. A file that ends too early is a bad line.
  bool next(Line& line);

  /// Some of what comes next, which stays; "" after the last line. To tell kinds of files apart.
  [[nodiscard]] std::string_view peek() { return fill() ? rest_ : std::string_view(); }

  [[nodiscard]] const std::string& path_of(const Line& line) const {
    return logs_.paths()[line.file];
  }
  /// Names the line as one that could not be used.
  void refuse(const Line& line, std::string_view reason) {
    bad_.add(path_of(line), line.number, reason);
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  bool fill();

  LogReader logs_;
  BadLines& bad_;
  Progress progress_;
  Block block_;
  std::string_view rest_;
  std::optional<std::size_t> file_;
  std::uint64_t number_ = 0;  ///< of the last line in its file
  std::uint64_t count_ = 0;
};

/// The text without blanks and line ends around it.
std::string_view trimmed(std::string_view text);

/// Ends with exit 2 if the file is UTF-16 or binary: one sentence instead of a bad line for each of
/// its lines. To be asked of the first line of a file.
void require_text(const std::string& path, std::string_view first_line);

}  // namespace kelvin::native
